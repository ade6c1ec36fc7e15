import { expect } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Blueprint } from '../../../src/model/blueprint';
import { phaseOf } from '../../../src/model/environment';
import { type Plan } from '../../../src/model/plan';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { choose, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { activateGitLab, personalToken } from './activateGitLab';
import { openWindow, type TestWindow } from './window';
import { askedBlueprint } from './wizard';

export const patient = { timeout: 60_000, interval: 50 };

/** One cloud, and one person with as many windows as a test opens. */
export class EnvironmentScene implements AsyncDisposable {
  private constructor(
    readonly sandbox: Sandbox,
    readonly home: TempFolder,
  ) {}

  static async open(speed = 5_000): Promise<EnvironmentScene> {
    const [sandbox, home] = await Promise.all([startSandbox({ speed, faults: [] }), tempFolder()]);
    return new EnvironmentScene(sandbox, home);
  }

  /** @param first another window of the same workspace */
  window(first?: TestWindow): TestWindow {
    return openWindow({
      home: this.home.path,
      // The machines of this cloud say nothing on their console.
      pace: { hostKeyMs: 200 },
      ...(first && { vault: first.vault, memory: first.memory }),
      settings: {
        cloudEndpoint: this.sandbox.cloud.endpoint,
        caFile: this.sandbox.address.cloud.ca,
        blueprint: { gitlab: { adminLogin: 'anna' } },
      },
    });
  }

  /** Signs in and answers the questions. */
  async asked(editor: TestWindow): Promise<Blueprint> {
    editor.ui.will(
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing(this.sandbox.cloud.token.reveal())],
    );
    return askedBlueprint(editor);
  }

  async planned(editor: TestWindow): Promise<Plan> {
    return editor.environment.plan(await this.asked(editor), never);
  }

  /** Makes everything but what waits for a person: the activation, which is cancelled. */
  async created(editor: TestWindow, plan: Plan): Promise<void> {
    const begun = await editor.environment.begin(plan);
    await expect.poll(() => stepsLeft(editor), patient).toEqual(['activation']);
    await editor.commands['mlops.environment.cancel']();
    await begun.ended;
    await editor.environment.refresh();
  }

  /** Does what the creation waits for: sets the password and signs in. Ends when the environment is ready. */
  async activated(editor: TestWindow): Promise<void> {
    await expect.poll(() => stepsLeft(editor), patient).toEqual(['activation']);
    const url = editor.environment.current.stack?.runs.create['gitlab']?.outputs['url'] ?? '';
    const token = await personalToken(await activateGitLab(this.sandbox, url));
    editor.ui.will(
      ['Activate GitLab', choose('I have set the password: sign in')],
      [`Sign in to ${url}`, choose('Paste a personal access token')],
      [`Sign in to ${url}`, typing(token)],
    );
    await editor.commands['mlops.environment.activate']();
    await expect.poll(() => phaseOf(editor.environment.current), patient).toBe('ready');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox[Symbol.asyncDispose]();
    await this.home[Symbol.asyncDispose]();
  }
}

export function stepsLeft({ environment }: TestWindow): string[] {
  return (environment.current.run?.steps ?? [])
    .filter(({ state, id }) => state !== 'done' && id !== 'host-key')
    .map(({ id }) => id);
}
