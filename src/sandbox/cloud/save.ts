import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { type CloudTables, emptyCloudTables } from './world';

/** Row by row it is our own writing; what is checked is that it is one of these files at all. */
const fileSchema = z.object({
  version: z.literal(1),
  seed: z.object({
    cloudId: z.string(),
    folderId: z.string(),
    operatorId: z.string(),
    billingAccountId: z.string(),
  }),
  tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
});

export interface SavedCloud {
  readonly seed: z.infer<typeof fileSchema>['seed'];
  readonly tables: CloudTables;
}

export async function loadCloud(path: string): Promise<SavedCloud | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const file = fileSchema.parse(JSON.parse(text));
  return { seed: file.seed, tables: Object.assign(emptyCloudTables(), file.tables) };
}

/** Writes the state soon after a change, whole and atomically: temp file, then rename. */
export class Saver {
  readonly #path: string;
  readonly #state: () => SavedCloud;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #dirty = false;

  constructor(path: string, state: () => SavedCloud) {
    this.#path = path;
    this.#state = state;
  }

  changed(): void {
    this.#dirty = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, 20);
  }

  /** Resolves when everything said so far is on disk. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (!this.#dirty) return;
    this.#dirty = false;
    const text = JSON.stringify({ version: 1, ...this.#state() });
    await mkdir(dirname(this.#path), { recursive: true });
    await writeFile(`${this.#path}.new`, text, { mode: 0o600 });
    await rename(`${this.#path}.new`, this.#path);
  }
}
