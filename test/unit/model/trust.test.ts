import { expect, it } from 'vitest';
import { commandIds } from '../../../src/model/commandIds';
import { changingCommands } from '../../../src/model/trust';

it('lets nothing of Terraform but writing its configuration be done in a folder that is not trusted', () => {
  const terraform = commandIds.filter((id) => id.startsWith('mlops.terraform.'));
  expect(terraform.filter((id) => !changingCommands.has(id))).toEqual([]);
  expect(changingCommands.has('mlops.environment.exportTerraform')).toBe(false);
});
