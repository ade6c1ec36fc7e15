import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { finished, type Operation } from '../../../src/model/cloud';
import { type Blueprint, gigabyte } from '../../../src/model/blueprint';
import { phaseOf } from '../../../src/model/environment';
import { type NetworkId, type SubnetId } from '../../../src/model/ids';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { EnvironmentScene, patient } from './environmentScene';
import { type TestWindow } from './window';

describe('a GitLab that was there before', { timeout: 120_000 }, () => {
  let scene: EnvironmentScene;
  beforeEach(async () => {
    scene = await EnvironmentScene.open();
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const rows = () => scene.sandbox.cloud.world.tables;
  /** Calls that change something of GitLab. */
  const changes = (): string[] =>
    scene.sandbox.cloud.calls
      .map(({ method }) => method)
      .filter((method) => method.startsWith('gitlab.') && !/\/(Get|List)/.test(method));

  /** Somebody's GitLab of the name that ours would have, in their network, larger than ours would be. */
  async function theirs(editor: TestWindow, { folderId, gitlab, zone }: Blueprint): Promise<void> {
    const cloud = (await editor.cloud.client()) as YandexCloud;
    const made = async (call: Promise<Operation>): Promise<string> => {
      const { id, resourceId } = await call;
      finished(await cloud.settle(id, never));
      return resourceId ?? '';
    };
    const common = { folderId, description: 'of the team', labels: { team: 'search' } };
    const networkId = rows().networks[0]?.id as NetworkId;
    const subnet = { ...common, name: 'subnet-theirs', networkId, zone, cidrs: ['10.77.0.0/24'] };
    const subnetId = (await made(cloud.createSubnet(subnet, randomUUID(), never))) as SubnetId;
    const request = {
      ...common,
      name: gitlab.name,
      subnetId,
      preset: 's2.small',
      diskBytes: 100 * gigabyte,
      adminLogin: 'anna',
      adminEmail: 'team@example.com',
      domainPrefix: 'team-gitlab',
      backupDays: 30,
      approvalRules: gitlab.approvalRules,
      deletionProtection: true,
    };
    await made(cloud.createGitLab(request, randomUUID(), never));
  }

  it('is used after a yes, never changed, and stays with its sign-in when the rest is destroyed', async () => {
    using editor = scene.window();
    const page = editor.planPage();
    const blueprint = await scene.asked(editor);
    await theirs(editor, blueprint);
    const [before] = structuredClone(rows().gitlabs);
    const calls = changes().length;

    page.showPlan(blueprint);
    await expect.poll(() => page.state.plan, patient).toBeDefined();
    const item = page.state.plan?.items.find(({ id }) => id === 'gitlab');
    expect(item).toMatchObject({
      action: 'exists',
      reason: 'not ours: used, never changed or deleted',
      needsConsent: true,
      price: undefined,
      differences: [],
    });
    await expect(page.handlers.agree({ foreign: [] }, never)).rejects.toMatchObject({
      kind: 'invalid',
      message: `Agree first that ${blueprint.gitlab.name} may be used: not ours.`,
    });
    await page.handlers.agree({ foreign: ['gitlab'] }, never);
    await scene.activated(editor);
    const url = editor.gitlab.current?.url;
    expect(url).toBe(`https://${before?.domain ?? ''}`);
    expect([rows().gitlabs, changes().slice(calls)]).toEqual([[before], []]);

    await editor.commands['mlops.environment.destroy']();
    const { destroy } = editor.pages;
    const stays = destroy?.state.plan?.items.find(({ id }) => id === 'gitlab');
    expect(stays).toMatchObject({ action: 'keep', reason: 'not ours: it was there before' });
    expect(destroy?.state.plan?.needsUnprotect).toBe(false);
    await destroy!.handlers.destroy({ typed: blueprint.stackId, unprotect: false }, never);
    await expect
      .poll(() => editor.ui.messages.at(-1), patient)
      .toBe(
        `Environment "mlops-anna" is gone. Left alone and still there: GitLab instance “${blueprint.gitlab.name}”.`,
      );
    await expect.poll(() => phaseOf(editor.environment.current), patient).toBe('none');
    expect([rows().gitlabs, changes().slice(calls)]).toEqual([[before], []]);
    expect([rows().instances, rows().networks.map(({ name }) => name)]).toEqual([
      [],
      expect.not.arrayContaining([blueprint.network.name]),
    ]);
    // Whoever works there goes on working there.
    expect(editor.gitlab.current?.url).toBe(url);
    expect(editor.vault.keys.filter((key) => key.includes(before?.domain ?? '?'))).toHaveLength(1);
    expect(await (await editor.gitlab.client()).account.user(never)).toMatchObject({
      username: 'anna',
    });
    expect(editor.reported).toEqual([]);
  });
});
