import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { type CloudId, type FolderId } from '../../../src/model/ids';
import { type TerraformWork } from '../../../src/model/ownership';
import { type StartedBefore, type TerraformPlace } from '../../../src/model/ports/terraform';
import { lockIn, type TerraformEvent } from '../../../src/model/terraform/events';
import { processStart } from '../../../src/provision/processStart';
import { signalWork, stillWorks } from '../../../src/provision/terraformWork';
import { createTerraform } from '../../../src/terraform/terraform';
import { findTerraform } from '../../support/terraform';
import { tempFolder } from '../../support/tempFolder';

const binary = await findTerraform();
const token = 't1.never-to-be-seen';

// A resource that is built in: no provider is needed.
const slow = (seconds: number): string => `
variable "text" { default = "a" }
resource "terraform_data" "first" { input = var.text }
resource "terraform_data" "slow" {
  triggers_replace = [var.text]
  provisioner "local-exec" { command = "echo $YC_TOKEN; sleep ${seconds}" }
  depends_on = [terraform_data.first]
}
resource "terraform_data" "last" { input = terraform_data.slow.id }
`;
const quick = `
variable "text" { default = "a" }
resource "terraform_data" "first" { input = var.text }
resource "terraform_data" "many" {
  for_each         = toset(["x", "y"])
  input            = each.value
  triggers_replace = [var.text]
}
import {
  to = terraform_data.taken
  id = "taken-id"
}
resource "terraform_data" "taken" {}
`;

describe.skipIf(binary === undefined)('with a real Terraform', { timeout: 60_000 }, () => {
  const log: string[] = [];
  const terraform = createTerraform({
    setting: () => binary ?? '',
    inherited: process.env,
    proxy: () => ({
      support: 'off',
      proxy: '',
      noProxy: [],
      authorization: undefined,
      environment: {},
    }),
    trusted: () => true,
    log: (text) => log.push(text),
  });
  const placeOf = (folder: string): TerraformPlace => ({
    folder,
    token: new Secret(token),
    cloudId: 'cloud' as CloudId,
    folderId: 'folder' as FolderId,
    endpoint: 'localhost:1',
    caFile: undefined,
  });
  async function plan(folder: string, destroy = false): Promise<TerraformEvent[]> {
    await mkdir(join(folder, '.terraform'), { recursive: true });
    const events: TerraformEvent[] = [];
    const file = join(folder, '.terraform', 'plan');
    await terraform.plan(placeOf(folder), { file, destroy }, (one) => events.push(one), never);
    return events;
  }
  async function apply(folder: string) {
    const events: TerraformEvent[] = [];
    const request = { file: join(folder, '.terraform', 'plan'), log: join(folder, 'printed') };
    const applying = await terraform.apply(placeOf(folder), request, (one) => events.push(one));
    return { applying, events };
  }
  /** As the journal knows it. */
  async function startedBefore(
    folder: string,
    pid: number | undefined,
    file = join(folder, '.terraform', 'plan'),
  ): Promise<StartedBefore> {
    const log = join(folder, 'printed');
    const started = await processStart(pid ?? 0);
    const work: TerraformWork = { kind: 'create', since: 0, file, log, pid, started };
    return {
      log,
      alive: () => stillWorks(work),
      signal: (name) => signalWork(work, name),
    };
  }
  const kinds = (events: readonly TerraformEvent[], address: string): string[] =>
    events.flatMap((one) =>
      one.kind === 'apply' && one.address === address ? [`${one.state} ${one.action}`] : [],
    );

  it('plans, imports, applies, replaces and destroys, told event by event', async () => {
    await using temp = await tempFolder();
    const folder = temp.path;
    await writeFile(join(folder, 'main.tf'), quick);
    expect((await terraform.program(never)).version).toMatch(/^\d+\.\d+/);
    const events = await plan(folder);
    expect(events.find(({ kind }) => kind === 'summary')).toMatchObject({ add: 3, imported: 1 });
    const file = join(folder, '.terraform', 'plan');
    expect((await stat(file)).mode & 0o077).toBe(0);
    const shown = await terraform.show(placeOf(folder), file, never);
    expect(
      shown.changes.map(({ address, action, importing }) => [address, action, importing]),
    ).toEqual([
      ['terraform_data.first', 'create', undefined],
      ['terraform_data.many["x"]', 'create', undefined],
      ['terraform_data.many["y"]', 'create', undefined],
      ['terraform_data.taken', 'keep', 'taken-id'],
    ]);
    const made = await apply(folder);
    expect(await made.applying.ended).toBeUndefined();
    expect(kinds(made.events, 'terraform_data.first')).toEqual(['start create', 'complete create']);
    expect(made.events.at(-1)).toMatchObject({ kind: 'summary', operation: 'apply', add: 3 });

    // The state has moved on: the plan that was agreed to is not what would happen now.
    const again = await (await apply(folder)).applying.ended;
    expect(again).toMatchObject({ kind: 'conflict', code: 'STALE_PLAN' });

    await writeFile(join(folder, 'main.tf'), quick.replace('default = "a"', 'default = "b"'));
    await plan(folder);
    const changed = await terraform.show(placeOf(folder), file, never);
    expect(changed.changes.map(({ action }) => action)).toEqual([
      'update',
      'replace',
      'replace',
      'keep',
    ]);
    expect(changed.changes[1]?.fields.filter(({ forces }) => forces)).toEqual([
      { path: 'triggers_replace[0]', before: 'a', after: 'b', forces: true },
    ]);
    await plan(folder, true);
    const gone = await apply(folder);
    expect(await gone.applying.ended).toBeUndefined();
    expect(kinds(gone.events, 'terraform_data.taken')).toEqual(['start delete', 'complete delete']);
    expect(log.join('\n')).not.toContain(token);
  });

  it('ends at an interrupt with its state written and its lock given back', async () => {
    await using temp = await tempFolder();
    const folder = temp.path;
    await writeFile(join(folder, 'main.tf'), slow(60));
    await plan(folder);
    const { applying, events } = await apply(folder);
    await expect
      .poll(() => kinds(events, 'terraform_data.slow'), { timeout: 20_000 })
      .toEqual(['start create']);
    // Meanwhile nobody else gets at the state, and is told who has it.
    const info = JSON.parse(
      await readFile(join(folder, '.terraform.tfstate.lock.info'), 'utf8'),
    ) as Record<string, string>;
    const text = Object.entries(info)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
    expect(lockIn(text)).toMatchObject({ operation: 'apply', path: 'terraform.tfstate' });

    const other = createTerraform({
      setting: () => binary ?? '',
      inherited: process.env,
      proxy: () => ({
        support: 'off',
        proxy: '',
        noProxy: [],
        authorization: undefined,
        environment: {},
      }),
      trusted: () => true,
      log: () => undefined,
    });
    const waits = other.forget(
      placeOf(folder),
      ['terraform_data.first'],
      AbortSignal.timeout(1_000),
    );
    await expect(waits).rejects.toMatchObject({ kind: 'cancelled' });
    await applying.interrupt();
    expect(await applying.ended).toMatchObject({ name: 'AppError' });
    expect(kinds(events, 'terraform_data.slow').at(-1)).toBe('errored create');
    expect(kinds(events, 'terraform_data.last')).toEqual([]);
    await expect(stat(join(folder, '.terraform.tfstate.lock.info'))).rejects.toThrow();
    expect(await readFile(join(folder, 'terraform.tfstate'), 'utf8')).toContain('"first"');
    // A provisioner that prints the token is not repeated.
    expect(JSON.stringify(events)).toContain('[secret]');
    expect(JSON.stringify(events)).not.toContain(token);
    await terraform.forget(placeOf(folder), ['terraform_data.first'], never);
    expect(await readFile(join(folder, 'terraform.tfstate'), 'utf8')).not.toContain('"first"');
  });

  it('goes on when nobody listens, and is listened to again', async () => {
    await using temp = await tempFolder();
    const folder = temp.path;
    await writeFile(join(folder, 'main.tf'), slow(3));
    await plan(folder);
    const { applying, events } = await apply(folder);
    await expect
      .poll(() => kinds(events, 'terraform_data.slow'), { timeout: 20_000 })
      .toEqual(['start create']);
    applying.dispose();
    const heard: TerraformEvent[] = [];
    const followed = terraform.follow(await startedBefore(folder, applying.pid), (one) =>
      heard.push(one),
    );
    expect(await followed.ended).toBeUndefined();
    expect(kinds(heard, 'terraform_data.last')).toEqual(['start create', 'complete create']);
    // Who has ended is asked nothing, and that is no failure.
    await followed.interrupt();
  });

  it('is interrupted by whoever listens to it again, and nobody else in its place', async () => {
    await using temp = await tempFolder();
    const folder = temp.path;
    await writeFile(join(folder, 'main.tf'), slow(60));
    await plan(folder);
    const { applying, events } = await apply(folder);
    await expect
      .poll(() => kinds(events, 'terraform_data.slow'), { timeout: 20_000 })
      .toEqual(['start create']);
    applying.dispose();
    const started = await startedBefore(folder, applying.pid);
    const heard: TerraformEvent[] = [];
    const other = terraform.follow(
      await startedBefore(folder, applying.pid, join(folder, 'another-plan')),
      () => undefined,
    );
    await expect(other.interrupt()).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Nothing was done to it') as string,
    });
    other.dispose();
    expect(await started.alive()).toBe(true);
    const followed = terraform.follow(started, (one) => heard.push(one));
    await followed.interrupt();
    expect(await followed.ended).toMatchObject({ name: 'AppError' });
    expect(kinds(heard, 'terraform_data.slow').at(-1)).toBe('errored create');
    expect(kinds(heard, 'terraform_data.last')).toEqual([]);
    await expect(stat(join(folder, '.terraform.tfstate.lock.info'))).rejects.toThrow();
    expect(await readFile(join(folder, 'terraform.tfstate'), 'utf8')).toContain('"first"');
  });

  it('says what is wrong with a configuration, and where', async () => {
    await using temp = await tempFolder();
    await writeFile(join(temp.path, 'main.tf'), 'resource "terraform_data" "x" { nonsense = 1 }\n');
    await expect(plan(temp.path)).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('main.tf') as string,
    });
    await rm(join(temp.path, 'main.tf'));
    await expect(plan(temp.path)).rejects.toThrow(/configuration/i);
  });
});

beforeAll(() => {
  if (binary === undefined) process.stdout.write('no terraform or tofu in the PATH: skipped\n');
});
