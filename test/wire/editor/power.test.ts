import { Instance_Status as Status } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { phaseOf, resourcesOf } from '../../../src/model/environment';
import { agree } from '../../support/scriptedUi';
import { EnvironmentScene, patient, stepsLeft } from './environmentScene';
import { type TestWindow } from './window';

describe('starting and stopping', { timeout: 120_000 }, () => {
  let scene: EnvironmentScene;
  beforeEach(async () => {
    scene = await EnvironmentScene.open();
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const states = ({ environment }: TestWindow): (string | undefined)[] => {
    const found = resourcesOf(environment.current);
    return [found?.gitlab?.state, found?.machine?.state];
  };

  it('leaves a GitLab alone that lost our label, and one that was there before', async () => {
    using editor = scene.window();
    const plan = await scene.planned(editor);
    await scene.created(editor, plan);
    const [gitlab] = scene.sandbox.cloud.world.tables.gitlabs;
    gitlab!.labels = {};
    const untouched = async (why: string): Promise<void> => {
      const { commands, ui } = editor;
      const message = `GitLab instance mlops-anna is left alone: ${why}.`;
      const refused = { kind: 'conflict', message: expect.stringContaining(message) as string };
      await expect(commands['mlops.instance.stop']()).rejects.toMatchObject(refused);
      ui.will(['Stop vm-mlops?', agree]);
      await commands['mlops.environment.stopAll']();
      expect(ui.confirmed.at(-1)?.detail).toContain(message);
      expect(states(editor)).toEqual(['running', 'stopped']);
      await commands['mlops.environment.stopAll']();
      expect(ui.messages.at(-1)).toBe(`Nothing runs that could be stopped. ${message}`);
      await commands['mlops.environment.startAll']();
      expect(states(editor)).toEqual(['running', 'running']);
    };
    await untouched('our label was taken off');

    // This machine forgets the environment; by the next plan that GitLab is somebody's, and used.
    const { folderId, stackId } = plan.blueprint;
    await rm(join(scene.home.path, 'environments', folderId, `${stackId}.stack.json`));
    const again = await editor.environment.plan(plan.blueprint, never);
    expect(again.items.find(({ id }) => id === 'gitlab')?.action).toBe('exists');
    await scene.created(editor, again);
    await untouched('it is not ours, it was there before');
    gitlab!.status = Status.STOPPED;
    await editor.commands['mlops.environment.startAll']();
    expect(editor.ui.messages.at(-1)).toBe('Nothing is stopped.');
    await expect(editor.commands['mlops.instance.start']()).rejects.toMatchObject({
      kind: 'conflict',
    });
    expect(phaseOf(editor.environment.current)).toBe('interrupted');
  });

  it('is refused while another window works, which is seen as work and cancelled there', async () => {
    using first = scene.window();
    const plan = await scene.planned(first);
    scene.sandbox.cloud.faults.add({
      service: 'cloud',
      match: 'OperationService/Get',
      fault: { kind: 'delay', ms: 100 },
      times: 1_000,
    });
    const begun = await first.environment.begin(plan);
    await expect.poll(() => phaseOf(first.environment.current), patient).toBe('working');
    using second = scene.window(first);
    await second.environment.refresh();
    expect(phaseOf(second.environment.current)).toBe('working');
    const { run, stack } = second.environment.current;
    expect(run).toMatchObject({ state: 'running', elsewhere: true });
    expect(run?.steps.filter(({ state }) => state === 'running')).not.toEqual([]);
    const there = { kind: 'conflict', message: expect.stringMatching(/nother window/) as string };
    await expect(second.commands['mlops.environment.stopAll']()).rejects.toMatchObject(there);
    await expect(second.commands['mlops.environment.cancel']()).rejects.toMatchObject(there);
    await expect(second.commands['mlops.environment.resume']()).rejects.toMatchObject(there);
    await expect(second.environment.alone(stack!, () => Promise.resolve())).rejects.toMatchObject(
      there,
    );
    await first.commands['mlops.environment.cancel']();
    await begun.ended;
    await second.environment.refresh();
    expect(phaseOf(second.environment.current)).toBe('interrupted');
  });

  it('keeps other work out, here and in another window, and never shows as work itself', async () => {
    using editor = scene.window();
    await scene.created(editor, await scene.planned(editor));
    const { stack } = editor.environment.current;
    using other = scene.window(editor);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let began = (): void => undefined;
    const beginning = new Promise<void>((resolve) => (began = resolve));
    const alone = editor.environment.alone(stack!, () => {
      began();
      return held;
    });
    await beginning;
    await expect(editor.environment.resume(stack!)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(other.environment.resume(stack!)).rejects.toMatchObject({ kind: 'conflict' });
    await editor.environment.refresh();
    expect(phaseOf(editor.environment.current)).toBe('interrupted');
    release();
    await alone;
    const resumed = await other.environment.resume(stack!);
    await other.environment.stop();
    expect((await resumed.ended).state).toBe('stopped');
  });

  it('stops GitLab alone, and all of which one fails: the other stops all the same', async () => {
    using editor = scene.window();
    await scene.created(editor, await scene.planned(editor));
    const { commands, ui } = editor;
    ui.will(['Stop GitLab instance mlops-anna?', agree]);
    await commands['mlops.instance.stop']();
    expect(states(editor)).toEqual(['stopped', 'running']);
    expect(ui.confirmed.at(-1)?.detail).toContain('no new backups are made');
    await commands['mlops.instance.stop']();
    expect(ui.messages.at(-1)).toBe('GitLab instance mlops-anna is stopped already.');
    await commands['mlops.instance.start']();
    expect(states(editor)).toEqual(['running', 'running']);

    scene.sandbox.cloud.faults.add({
      service: 'cloud',
      match: 'gitlab.InstanceService/Stop',
      fault: { kind: 'status', status: 'INTERNAL' },
    });
    ui.will(['Stop GitLab instance mlops-anna and vm-mlops?', agree]);
    await expect(commands['mlops.environment.stopAll']()).rejects.toMatchObject({ kind: 'remote' });
    expect(states(editor)).toEqual(['running', 'stopped']);
    ui.will(['Stop GitLab instance mlops-anna?', agree]);
    await commands['mlops.environment.stopAll']();
    expect(states(editor)).toEqual(['stopped', 'stopped']);

    for (const service of ['gitlab', 'compute']) {
      scene.sandbox.cloud.faults.add({
        service: 'cloud',
        match: `${service}.InstanceService/Start`,
        fault: { kind: 'status', status: 'INTERNAL', message: `No ${service} today` },
      });
    }
    await expect(commands['mlops.environment.startAll']()).rejects.toMatchObject({
      kind: 'remote',
      message: expect.stringMatching(
        /^Cannot start GitLab instance .*No gitlab today.* Cannot start machine .*No compute today/,
      ) as string,
    });
    expect(states(editor)).toEqual(['stopped', 'stopped']);
  });

  it('waits for the creation, says so plainly, and works after a cancel, which can be resumed', async () => {
    using editor = scene.window();
    const { commands, ui } = editor;
    const begun = await editor.environment.begin(await scene.planned(editor));
    await expect.poll(() => stepsLeft(editor), patient).toEqual(['activation']);
    await expect.poll(() => phaseOf(editor.environment.current), patient).toBe('needs-you');
    const told = {
      kind: 'conflict',
      message: expect.stringMatching(
        /^The creation waits for you\. Open the link that GitLab mailed to anna@example\.com, .* Or cancel the creation first: it can be resumed, and goes on from where it was\.$/,
      ) as string,
    };
    for (const command of [
      'mlops.machine.stop',
      'mlops.instance.stop',
      'mlops.environment.stopAll',
      'mlops.environment.startAll',
    ] as const)
      await expect(commands[command]()).rejects.toMatchObject(told);
    const { stack } = editor.environment.current;
    await expect(editor.environment.resume(stack!)).rejects.toMatchObject(told);
    expect(states(editor)).toEqual(['running', 'running']);

    await commands['mlops.environment.cancel']();
    await begun.ended;
    ui.will(['Stop vm-mlops?', agree]);
    await commands['mlops.machine.stop']();
    expect(states(editor)).toEqual(['running', 'stopped']);
    await commands['mlops.machine.start']();
    await commands['mlops.environment.resume']();
    await scene.activated(editor);
    expect(editor.reported).toEqual([]);
  });

  it('says that GitLab is stopped when a creation that waits for it goes on', async () => {
    using editor = scene.window();
    const { commands, ui } = editor;
    await scene.created(editor, await scene.planned(editor));
    ui.will(['Stop GitLab instance mlops-anna and vm-mlops?', agree]);
    await commands['mlops.environment.stopAll']();
    const stopped = await editor.environment.resume(editor.environment.current.stack!);
    const step = (await stopped.ended).steps.find(({ id }) => id === 'activation');
    expect(step?.error?.message).toMatch(/^GitLab is stopped.* Start it, then resume\.$/);
    await commands['mlops.instance.start']();
    await commands['mlops.environment.resume']();
    await scene.activated(editor);
    expect(editor.reported).toEqual([]);
  });
});
