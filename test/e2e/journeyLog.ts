import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { type FoundWebview } from '../support/parts/webviews';
import { type Workbench } from '../support/workbench';

interface StepRecord {
  readonly name: string;
  readonly ms: number;
  readonly requests: number;
}

/** Times the steps of a journey, keeps a picture of each, and writes all down for the bench. */
export class JourneyLog {
  readonly #steps: StepRecord[] = [];

  constructor(
    private readonly version: string,
    private readonly workbench: Workbench,
    private readonly requests: () => Promise<number>,
  ) {}

  async step(name: string, work: () => Promise<void>): Promise<void> {
    const [begun, before] = [performance.now(), await this.requests()];
    try {
      await work();
    } catch (error) {
      await this.#picture(`${name}-failed`);
      throw new Error(
        `The journey stopped at "${name}".\n${(await this.workbench.messages.texts()).join('\n')}\n${this.workbench.console.slice(-15).join('\n')}`,
        { cause: error },
      );
    }
    const ms = Math.round(performance.now() - begun);
    this.#steps.push({ name, ms, requests: (await this.requests()) - before });
    await this.#picture(name);
  }

  /** For the marketplace: dark and light, by its name alone. */
  picture(name: string, ...views: FoundWebview[]): Promise<void> {
    return this.workbench.picture(`${this.version}/${name}`, views);
  }

  /** out/e2e/journey.json, of the newest version only. */
  async write(): Promise<void> {
    const folder = join(root, 'out/e2e');
    await mkdir(folder, { recursive: true });
    const text = JSON.stringify({ version: this.version, steps: this.#steps }, undefined, 2);
    await writeFile(join(folder, `journey-${this.version}.json`), `${text}\n`);
    await writeFile(join(folder, 'journey.json'), `${text}\n`);
  }

  async #picture(name: string): Promise<void> {
    const number = String(this.#steps.length).padStart(2, '0');
    await this.workbench.screenshot(`${this.version}/${number}-${name.replaceAll(' ', '-')}`);
  }
}
