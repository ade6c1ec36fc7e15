import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentTree } from '../../support/treeCases';
import { allNodes } from '../../support/renderTree';
import { EnvironmentScene } from './environmentScene';
import { type TestWindow } from './window';

const marks: readonly string[] = ['drift', 'drifted', 'difference'];

describe('what somebody changed in the cloud', { timeout: 120_000 }, () => {
  let scene: EnvironmentScene;
  beforeEach(async () => {
    scene = await EnvironmentScene.open();
  });
  afterEach(() => scene[Symbol.asyncDispose]());

  const drift = ({ environment }: TestWindow): string[] => {
    const tree = environmentTree(environment.current);
    return allNodes(tree)
      .filter(({ kind }) => marks.includes(kind))
      .map((node) => {
        const { label, description = '', tooltip = '' } = tree.present(node);
        return [label, description, tooltip].join(' | ');
      });
  };

  it('stands in the tree after a mere refresh, and leaves it when it is put back', async () => {
    using editor = scene.window();
    const begun = await editor.environment.begin(await scene.planned(editor));
    await scene.activated(editor);
    await begun.ended;
    const { commands, ui } = editor;
    const { cloud } = scene.sandbox;
    const { gitlabs, instances, securityGroups } = cloud.world.tables;
    await commands['mlops.environment.refresh']();
    expect(drift(editor)).toEqual([]);

    const group = securityGroups.find(({ name }) => name === 'gitlab-sg')!;
    const [gitlab] = gitlabs;
    const rules = group.rules;
    const ssh = rules.findIndex(({ ports }) => ports?.fromPort === 22);
    group.rules = rules.filter((_, index) => index !== ssh);
    gitlab!.deletionProtection = true;
    const before = cloud.calls.length;
    const told = ui.told.length;
    await commands['mlops.environment.refresh']();
    expect(drift(editor)).toMatchInlineSnapshot(`
      [
        "2 differences from the plan |  | What is there is not what was agreed to. Open it to see each field; the plan offers the repair.",
        "gitlab-sg | 1 difference | ",
        "rule in TCP 22 | no such rule instead of 127.0.0.1/32 | Repair mends it.",
        "mlops-anna | 1 difference | ",
        "deletion protection | on instead of off | Repair mends it.",
      ]
    `);
    // A look changes nothing and says nothing.
    const methods = cloud.calls.slice(before).map(({ method }) => method);
    expect(methods.length).toBeGreaterThan(5);
    expect(methods.filter((method) => !/\/(Get|List)/.test(method))).toEqual([]);
    expect([ui.told.length, editor.shown.filter((one) => one === 'drift')]).toEqual([told, []]);

    const machines = [...instances];
    instances.length = 0;
    await commands['mlops.environment.refresh']();
    expect(drift(editor).filter((line) => line.includes('not there'))).toEqual([
      'vm-mlops | not there any more | ',
    ]);

    instances.push(...machines);
    group.rules = rules;
    gitlab!.deletionProtection = false;
    await commands['mlops.environment.refresh']();
    expect(drift(editor)).toEqual([]);
    expect(editor.reported).toEqual([]);
  });
});
