import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { phaseOf } from '../../../src/model/environment';
import { EnvironmentScene, patient, stepsLeft } from './environmentScene';
import { type TestWindow } from './window';

describe('cancelling a creation', { timeout: 120_000 }, () => {
  let scene: EnvironmentScene;
  beforeEach(async () => {
    // 18 minutes of GitLab become 3.6 s: there is a while in which to cancel.
    scene = await EnvironmentScene.open(300);
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const states = ({ environment }: TestWindow): Record<string, string> =>
    Object.fromEntries((environment.current.run?.steps ?? []).map(({ id, state }) => [id, state]));
  const countOf = (method: string): number =>
    scene.sandbox.cloud.calls.filter((call) => call.method === method).length;

  it('says what there is, and Resume in that message goes on to the end', async () => {
    using editor = scene.window();
    const page = editor.planPage();
    page.showPlan(await scene.asked(editor));
    await expect.poll(() => page.state.plan, patient).toBeDefined();
    await page.handlers.agree({ foreign: [] }, never);
    await expect
      .poll(() => states(editor), patient)
      .toMatchObject({ machine: 'done', 'service-account': 'done', roles: 'done' });
    await expect.poll(() => countOf('gitlab.InstanceService/Create'), patient).toBe(1);
    expect(page.state.run?.state).toBe('running');
    const before = editor.ui.told.length;
    await page.handlers.cancel({}, never);

    await expect.poll(() => editor.ui.told.length, patient).toBe(before + 1);
    const { message, kind, actions } = editor.ui.told.at(-1)!;
    expect({ kind, actions: actions.map(({ label }) => label) }).toEqual({
      kind: 'tell',
      actions: ['Resume'],
    });
    expect(message).toMatchInlineSnapshot(
      `"Stopped after 7 of 10 steps. There: net-gitlab, subnet-gitlab-a, gitlab-sg, Default group rules, gitlab-sa, Roles of gitlab-sa, vm-mlops. Still under way in the cloud: GitLab instance mlops-anna. Resume goes on from here."`,
    );
    expect(page.state.run?.state).toBe('stopped');
    expect(phaseOf(editor.environment.current)).toBe('interrupted');

    await editor.ui.press('Resume');
    await expect.poll(() => stepsLeft(editor), patient).toEqual(['activation']);
    // Somebody who presses the old message once more begins nothing.
    await editor.ui.press('Resume');
    expect(countOf('gitlab.InstanceService/Create')).toBe(1);
    await scene.activated(editor);
    await expect
      .poll(() => editor.ui.messages.at(-1), patient)
      .toBe('The environment is ready. Next: set up the GitLab project.');
    expect(editor.reported).toEqual([]);
  });
});
