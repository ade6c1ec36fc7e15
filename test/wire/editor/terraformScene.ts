import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Blueprint } from '../../../src/model/blueprint';
import { phaseOf } from '../../../src/model/environment';
import { type Plan } from '../../../src/model/plan';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { choose, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { openWindow, type TestWindow } from './window';
import { askedBlueprint } from './wizard';

/** One cloud, one person with as many windows as a test opens, and a Terraform that is a program of its own. */
export class TerraformScene implements AsyncDisposable {
  private constructor(
    readonly sandbox: Sandbox,
    readonly home: TempFolder,
    readonly program: string,
  ) {}

  /** @param program see `buildTerraformStandIn` */
  static async open(program: string): Promise<TerraformScene> {
    const [sandbox, home] = await Promise.all([
      startSandbox({ speed: 5_000, faults: [] }),
      tempFolder(),
    ]);
    return new TerraformScene(sandbox, home, program);
  }

  get token(): string {
    return this.sandbox.cloud.token.reveal();
  }

  get folder(): string {
    return join(this.home.path, 'tf');
  }

  /** @param memory what the workspace remembers; the same for windows of the same workspace */
  async window(
    memory = new Map<string, unknown>(),
    terraformPath = this.program,
  ): Promise<TestWindow> {
    const { sandbox, home } = this;
    const editor = openWindow({
      home: home.path,
      memory,
      settings: {
        cloudEndpoint: sandbox.cloud.endpoint,
        caFile: sandbox.address.cloud.ca,
        terraformPath,
        blueprint: { gitlab: { adminLogin: 'anna' } },
      },
    });
    editor.ui.will(
      ['Sign in to Yandex Cloud', choose('Paste an IAM token')],
      ['Sign in to Yandex Cloud', typing(this.token)],
    );
    await editor.commands['mlops.cloud.signIn']();
    return editor;
  }

  blueprint(editor: TestWindow): Promise<Blueprint> {
    return askedBlueprint(editor);
  }

  /** Plans natively as far as the page, then exports that. */
  async exported(editor: TestWindow): Promise<Blueprint> {
    const blueprint = await this.blueprint(editor);
    editor.pages.plan = await editor.environment.plan(blueprint, never);
    await this.export(editor);
    return blueprint;
  }

  async export(editor: TestWindow): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    editor.ui.path = this.folder;
    await editor.commands['mlops.environment.exportTerraform']();
  }

  /** What goes wrong from here on; see the stand-in. */
  faults(faults: object): Promise<void> {
    return writeFile(join(this.folder, 'stand-in.json'), JSON.stringify(faults));
  }

  async plan(editor: TestWindow): Promise<Plan> {
    await editor.commands['mlops.terraform.plan']();
    return editor.pages.plan!;
  }

  async apply(editor: TestWindow, plan: Plan) {
    return (await editor.terraform()).apply(plan);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox[Symbol.asyncDispose]();
    await this.home[Symbol.asyncDispose]();
  }
}

export const actionsOf = (plan: Plan): string[] =>
  plan.items.map(({ id, action }) => `${action} ${id}`);

export const reaches = (editor: TestWindow, phase: string): Promise<void> =>
  expect
    .poll(() => phaseOf(editor.environment.current), { timeout: 60_000, interval: 50 })
    .toBe(phase);

export const statesOf = ({ environment }: TestWindow): Record<string, string> =>
  Object.fromEntries(environment.current.run?.steps.map(({ id, state }) => [id, state]) ?? []);
