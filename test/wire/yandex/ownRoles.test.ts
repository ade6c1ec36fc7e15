import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { type ServiceAccountId } from '../../../src/model/ids';
import { roleLines } from '../../../src/model/roles';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { tempFolder, type TempFolder } from '../../support/tempFolder';

let cloud: SimulatedCloud;
let folder: TempFolder;
beforeAll(async () => {
  [cloud, folder] = await Promise.all([simulatedCloud(), tempFolder()]);
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A `yc` that is signed in with the operator's token, and knows or does not know whose it is. */
async function yc(name: string, whoami: string): Promise<string> {
  const path = join(folder.path, name);
  const script = `#!/usr/bin/env node
const args = process.argv.slice(2).join(' ');
if (args.startsWith('iam create-token')) console.log(${JSON.stringify(cloud.server.token.reveal())});
else if (args.startsWith('iam whoami')) { ${whoami} }
`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

it('reads the roles of the person whom yc names', async () => {
  const id = cloud.server.operatorId;
  const command = await yc('yc', `console.log('subject_id: ${id}');`);
  const client = cloud.client({ credentials: { kind: 'cli', command } });
  const found = await client.ownRoles(cloud.cloudId, cloud.folderId, never);
  expect(found?.given).toContainEqual({ role: 'vpc.admin', on: 'folder' });
  // The operator may not read the roles of the whole cloud.
  expect(found?.complete).toBe(false);
  expect(roleLines(found).map(({ state }) => state)).toEqual([
    ...Array<string>(5).fill('given'),
    'unknown',
  ]);
});

it('knows nothing of a person whom nobody names', async () => {
  const command = await yc('old-yc', 'process.exit(1);');
  for (const credentials of [
    { kind: 'cli', command } as const,
    { kind: 'iam-token', token: cloud.server.token } as const,
  ]) {
    const client = cloud.client({ credentials });
    expect(await client.ownRoles(cloud.cloudId, cloud.folderId, never)).toBeUndefined();
  }
});

it('knows nothing of a service account that may not read roles, and says so of no other failure', async () => {
  const operator = cloud.client();
  const request = { folderId: cloud.folderId, name: 'robot', description: '', labels: {} };
  const made = await operator.createServiceAccount(request, randomUUID(), never);
  finished(await operator.settle(made.id, never));
  const { token } = cloud.server.issueToken({ roles: ['iam.serviceAccounts.tokenCreator'] });
  const robot = cloud.client({
    credentials: {
      kind: 'impersonation',
      serviceAccountId: made.resourceId as ServiceAccountId,
      through: { kind: 'iam-token', token },
    },
  });
  expect(await robot.ownRoles(cloud.cloudId, cloud.folderId, never)).toBeUndefined();
  cloud.server.faults.add({
    service: 'cloud',
    match: '*FolderService/ListAccessBindings',
    times: 9,
    fault: { kind: 'status', status: 'UNAVAILABLE', message: 'Down' },
  });
  await expect(robot.ownRoles(cloud.cloudId, cloud.folderId, never)).rejects.toMatchObject({
    kind: 'unreachable',
  });
  cloud.server.faults.clear();
});
