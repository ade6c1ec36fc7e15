import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type TerraformWork } from '../../../src/model/ownership';
import { blockers } from '../../../src/model/plan';
import { StackFiles } from '../../../src/provision/stackFiles';
import { agree, choose, leave } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { buildTerraformStandIn } from '../../support/terraformStandIn/build';
import { actionsOf, reaches, statesOf, TerraformScene } from './terraformScene';
import { type TestWindow } from './window';

let built: TempFolder;
let program: string;
beforeAll(async () => {
  built = await tempFolder();
  program = await buildTerraformStandIn(built.path);
});
afterAll(() => built[Symbol.asyncDispose]());

const gitlab = 'yandex_gitlab_instance.main';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const ends = (pid: number): Promise<void> =>
  expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);

const workOf = (editor: TestWindow): TerraformWork | undefined =>
  editor.environment.current.stack?.header.owner?.work;

const isMaking = (editor: TestWindow): Promise<void> =>
  expect.poll(() => statesOf(editor)['gitlab'], { timeout: 30_000 }).toBe('running');

const isHeardAgain = async (editor: TestWindow): Promise<void> => {
  await expect.poll(() => workOf(editor)?.attachedAt, { timeout: 30_000 }).toBeGreaterThan(0);
  await isMaking(editor);
};

const runState = (editor: TestWindow, state: string): Promise<void> =>
  expect.poll(() => editor.environment.current.run?.state, { timeout: 30_000 }).toBe(state);

/** A Terraform at work on GitLab, whose window is gone. @returns its process */
async function leftAlone(
  scene: TerraformScene,
  memory: Map<string, unknown>,
  faults: object,
): Promise<number> {
  using first = await scene.window(memory);
  await scene.exported(first);
  await scene.faults(faults);
  await scene.apply(first, await scene.plan(first));
  await isMaking(first);
  await expect.poll(() => workOf(first)?.pid).toBeGreaterThan(0);
  return workOf(first)?.pid ?? 0;
}

describe('a cancel of a Terraform at work', { timeout: 120_000 }, () => {
  it('interrupts it once: what it has made stands in its state, and nobody has the lock', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    await scene.exported(editor);
    await scene.faults({ slow: { [gitlab]: 60_000 } });
    const begun = await scene.apply(editor, await scene.plan(editor));
    await expect.poll(() => statesOf(editor)['gitlab'], { timeout: 30_000 }).toBe('running');
    await expect
      .poll(
        () =>
          editor.environment.current.run?.steps.find(({ id }) => id === 'gitlab')?.progress?.text,
      )
      .toContain('Terraform makes it');
    await editor.commands['mlops.environment.cancel']();
    const run = await begun.ended;
    expect(run.state).toBe('stopped');
    expect(statesOf(editor)).toMatchObject({
      network: 'done',
      roles: 'done',
      gitlab: 'waiting',
      machine: 'waiting',
    });
    expect(
      JSON.parse(await readFile(join(scene.folder, 'terraform.tfstate'), 'utf8')),
    ).toMatchObject({
      resources: { 'yandex_vpc_network.main': { type: 'yandex_vpc_network' } },
    });
    const { owner } = editor.environment.current.stack!.header;
    expect([owner?.work, owner?.brokenOff]).toEqual([undefined, undefined]);
    await scene.faults({});
    expect(actionsOf(await scene.plan(editor)).slice(-2)).toEqual([
      'create gitlab',
      'create machine',
    ]);
    expect(editor.reported).toEqual([]);
  });

  it('the second time asks first and names what is at stake; what it leaves behind is found and made once', async () => {
    await using scene = await TerraformScene.open(program);
    using editor = await scene.window();
    const blueprint = await scene.exported(editor);
    await scene.faults({ stuck: gitlab });
    const begun = await scene.apply(editor, await scene.plan(editor));
    await isMaking(editor);
    const pid = workOf(editor)?.pid ?? 0;
    const cloud = await editor.cloud.client();
    await expect
      .poll(async () => (await cloud.gitlabInstances(blueprint.folderId, never))[0]?.state, {
        timeout: 30_000,
      })
      .toBe('running');
    const first = editor.commands['mlops.environment.cancel']();
    await runState(editor, 'stopping');
    editor.ui.will(
      ['Terraform is ending in good order. End it at once?', leave],
      ['Terraform is ending in good order. End it at once?', agree],
    );
    await editor.commands['mlops.environment.cancel']();
    expect([isAlive(pid), editor.environment.current.run?.state]).toEqual([true, 'stopping']);
    await editor.commands['mlops.environment.cancel']();
    await first;
    expect((await begun.ended).state).toBe('stopped');
    await ends(pid);
    expect(editor.ui.confirmed.at(-1)?.detail).toMatch(
      /missing in its state: it would stay in the cloud and cost.*Waiting is safe/,
    );
    const { owner } = editor.environment.current.stack!.header;
    expect(owner?.work).toBeUndefined();
    expect(owner?.brokenOff).toBeGreaterThan(0);
    expect(statesOf(editor)).toMatchObject({ network: 'done', gitlab: 'waiting' });

    // The lock is explained, and taken off with a yes.
    await scene.faults({});
    await expect(scene.plan(editor)).rejects.toMatchObject({
      code: 'STATE_LOCKED',
      fix: 'unlock-terraform',
      message: expect.stringMatching(/is locked since .* holds it for “apply”/) as string,
    });
    editor.ui.will(["Unlock Terraform's state", agree]);
    await editor.commands['mlops.terraform.unlock']();
    // What stands in no state is not made a second time: the plan says so, with the way on.
    const lost = await scene.plan(editor);
    expect(actionsOf(lost)).toContain('blocked gitlab');
    expect(blockers(lost).join()).toMatch(/mlops-anna.* is there already, and Terraform’s state/);
    editor.ui.will(['Replace README.md?', choose(/^Replace/)]);
    await scene.export(editor);
    const found = await scene.plan(editor);
    expect(actionsOf(found)).toContain('adopt gitlab');
    expect(blockers(found)).toEqual([]);
    const rest = await scene.apply(editor, found);
    await reaches(editor, 'needs-you');
    await expect.poll(() => statesOf(editor)['machine'], { timeout: 30_000 }).toBe('done');
    await editor.commands['mlops.environment.cancel']();
    await rest.ended;
    expect(editor.environment.current.stack?.header.owner?.brokenOff).toBeUndefined();
    expect(await cloud.gitlabInstances(blueprint.folderId, never)).toHaveLength(1);
    expect(await cloud.machines(blueprint.folderId, never)).toHaveLength(1);
    const networks = await cloud.networks(blueprint.folderId, never);
    expect(networks.filter(({ name }) => name === blueprint.network.name)).toHaveLength(1);
    expect([editor.reported, editor.ui.unused]).toEqual([[], []]);
  });
});

describe('a cancel of a Terraform that another window had started', { timeout: 120_000 }, () => {
  it('interrupts that very process, in good order', async () => {
    await using scene = await TerraformScene.open(program);
    const memory = new Map<string, unknown>();
    const pid = await leftAlone(scene, memory, { slow: { [gitlab]: 60_000 } });
    using next = await scene.window(memory);
    await next.environment.refresh();
    await isHeardAgain(next);
    expect(workOf(next)?.pid).toBe(pid);
    await next.commands['mlops.environment.cancel']();
    await runState(next, 'stopped');
    await ends(pid);
    expect(statesOf(next)).toMatchObject({ network: 'done', roles: 'done', gitlab: 'waiting' });
    await scene.faults({});
    // Its state is written and its lock given back.
    expect(actionsOf(await scene.plan(next)).slice(-2)).toEqual([
      'create gitlab',
      'create machine',
    ]);
    expect(next.reported).toEqual([]);
  });

  it('ends it at once the second time, after a question', async () => {
    await using scene = await TerraformScene.open(program);
    const memory = new Map<string, unknown>();
    const pid = await leftAlone(scene, memory, { stuck: gitlab });
    using next = await scene.window(memory);
    await next.environment.refresh();
    await isHeardAgain(next);
    const first = next.commands['mlops.environment.cancel']();
    await runState(next, 'stopping');
    expect(isAlive(pid)).toBe(true);
    next.ui.will(['Terraform is ending in good order. End it at once?', agree]);
    await next.commands['mlops.environment.cancel']();
    await first;
    await ends(pid);
    await runState(next, 'stopped');
    expect(next.environment.current.stack?.header.owner?.brokenOff).toBeGreaterThan(0);
    await scene.faults({});
    await expect(scene.plan(next)).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    expect([next.reported, next.ui.unused]).toEqual([[], []]);
  });

  it('says so where it cannot be told which process it is: nothing is interrupted, and it goes on', async () => {
    await using scene = await TerraformScene.open(program);
    const memory = new Map<string, unknown>();
    const pid = await leftAlone(scene, memory, { hold: gitlab });
    // As on a system that does not tell when a process began.
    const { folderId } = scene.sandbox.cloud;
    const files = new StackFiles(join(scene.home.path, 'environments', folderId), Date.now);
    await expect
      .poll(
        async () => {
          const open = await files.open('mlops-anna').catch(() => undefined);
          if (!open) return false;
          const { header } = open.journal.state;
          const work = { ...header.owner!.work!, started: undefined };
          await open.journal.change(
            { header: { ...header, owner: { ...header.owner!, work } } },
            'x',
          );
          await open.close();
          return true;
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    using next = await scene.window(memory);
    await next.environment.refresh();
    await isHeardAgain(next);
    await expect(next.commands['mlops.environment.cancel']()).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Nothing was done to it') as string,
    });
    expect([isAlive(pid), next.environment.current.run?.state]).toEqual([true, 'running']);
    await writeFile(join(scene.folder, 'go'), '');
    await reaches(next, 'needs-you');
    await ends(pid);
    await expect.poll(() => workOf(next), { timeout: 30_000 }).toBeUndefined();
    // Terraform is done: what waits for a person can be cancelled as ever.
    await next.commands['mlops.environment.cancel']();
    await runState(next, 'stopped');
    expect(next.reported).toEqual([]);
  });
});

it(
  'the stand-in for Terraform does not outlive the test that built it',
  { timeout: 60_000 },
  async () => {
    await using temp = await tempFolder();
    const test = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    const path = await buildTerraformStandIn(temp.path, test.pid);
    const folder = join(temp.path, 'tf');
    await mkdir(folder);
    await writeFile(join(folder, 'stand-in.json'), JSON.stringify({ hold: 'a' }));
    const changes = [{ address: 'a', type: 'a', actions: ['create'], before: null, after: {} }];
    await writeFile(join(folder, 'plan'), JSON.stringify({ serial: 0, variables: {}, changes }));
    const held = spawn(path, ['apply', 'plan'], { cwd: folder, detached: true, stdio: 'ignore' });
    await expect
      .poll(() => readFile(join(folder, '.terraform.tfstate.lock.info'), 'utf8').catch(() => ''), {
        timeout: 20_000,
      })
      .toContain('OperationTypeApply');
    test.kill('SIGKILL');
    await ends(held.pid ?? 0);
  },
);
