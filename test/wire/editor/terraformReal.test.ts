import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SecretSearch } from '../../support/secretSearch';
import { findTerraform } from '../../support/terraform';
import { actionsOf, statesOf, TerraformScene } from './terraformScene';

const binary = await findTerraform();
beforeAll(() => {
  if (binary === undefined) process.stdout.write('no terraform or tofu in the PATH: skipped\n');
});

// Built in, so that no provider is needed.
const configuration = `
resource "terraform_data" "first" { input = "a" }
resource "terraform_data" "slow" {
  input = terraform_data.first.output
  provisioner "local-exec" { command = "sleep 1; echo $YC_TOKEN" }
}
import {
  to = terraform_data.taken
  id = "taken"
}
resource "terraform_data" "taken" {}
`;
const names = ['first', 'slow', 'taken'].map((name) => `terraform_data.${name}`);

describe.skipIf(binary === undefined)(
  'a real Terraform behind the same page',
  { timeout: 120_000 },
  () => {
    it('plans, applies, is interrupted, goes on and destroys', async () => {
      await using scene = await TerraformScene.open(binary ?? '');
      using editor = await scene.window();
      await scene.exported(editor);
      for (const name of ['main.tf', 'outputs.tf', 'versions.tf', 'variables.tf']) {
        await rm(join(scene.folder, name));
      }
      const file = join(scene.folder, 'main.tf');
      // Terraform ends the shell only, so the shell becomes what is waited for.
      await writeFile(file, configuration.replace('sleep 1', 'exec sleep 60'));
      const plan = await scene.plan(editor);
      expect(actionsOf(plan).sort()).toEqual([
        'adopt terraform_data.taken',
        'create terraform_data.first',
        'create terraform_data.slow',
      ]);
      const begun = await scene.apply(editor, plan);
      const slow = 'terraform_data.slow';
      await expect
        .poll(
          () => editor.environment.current.run?.steps.find(({ id }) => id === slow)?.progress?.text,
          {
            timeout: 30_000,
          },
        )
        .toContain('Terraform makes it');
      await editor.commands['mlops.environment.cancel']();
      expect((await begun.ended).state).toBe('stopped');
      expect(statesOf(editor)).toMatchObject({ 'terraform_data.first': 'done', [slow]: 'waiting' });
      expect(await readFile(join(scene.folder, 'terraform.tfstate'), 'utf8')).toContain('"first"');

      await writeFile(file, configuration);
      const rest = await scene.plan(editor);
      expect(rest.items.find(({ id }) => id === slow)).toMatchObject({
        action: 'replace',
        reason: 'its creation did not come to an end, so it is made anew',
      });
      const ended = await (await scene.apply(editor, rest)).ended;
      expect([ended.state, ended.steps.map(({ state }) => state)]).toEqual([
        'done',
        names.map(() => 'done'),
      ]);
      expect((await scene.plan(editor)).terraform?.nothingToDo).toBe(true);

      await editor.commands['mlops.environment.destroy']();
      const page = editor.pages.destroy!;
      expect(page.state.plan?.items.map(({ id, action }) => `${action} ${id}`).sort()).toEqual(
        names.map((name) => `delete ${name}`),
      );
      await page.handlers.destroy(
        { typed: 'mlops-anna', unprotect: false },
        AbortSignal.timeout(60_000),
      );
      await expect
        .poll(() => editor.environment.current.stack, { timeout: 30_000 })
        .toBeUndefined();
      expect(await new SecretSearch([scene.token]).inFolder(scene.home.path)).toEqual([]);
      expect(editor.reported).toEqual([]);
    });
  },
);
