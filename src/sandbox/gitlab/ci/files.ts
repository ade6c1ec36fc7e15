import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Logs and artifacts of jobs on disk. */
export class JobFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'ci');
  }

  async trace(job: number): Promise<Buffer> {
    return (await readOrNothing(this.#path(job, 'log'))) ?? Buffer.alloc(0);
  }

  async traceSize(job: number): Promise<number> {
    return stat(this.#path(job, 'log')).then(
      (found) => found.size,
      () => 0,
    );
  }

  /** Writes at an offset that is not beyond the end. Answers the new size. */
  async writeTrace(job: number, offset: number, bytes: Uint8Array): Promise<number> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = await open(this.#path(job, 'log'), offset === 0 ? 'w' : 'r+', 0o600);
    try {
      await file.write(bytes, 0, bytes.byteLength, offset);
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  }

  /** @param type `archive` or the type of a report. Answers the SHA-256, hex. */
  async saveArtifact(job: number, type: string, bytes: Uint8Array): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(this.#path(job, type), bytes, { mode: 0o600 });
    return createHash('sha256').update(bytes).digest('hex');
  }

  artifact(job: number, type: string): Promise<Buffer | undefined> {
    return readOrNothing(this.#path(job, type));
  }

  async erase(job: number, types: readonly string[]): Promise<void> {
    for (const type of types) await rm(this.#path(job, type), { force: true });
  }

  #path(job: number, type: string): string {
    return join(this.#folder, `${job}.${type.replace(/[^a-z_]/g, '')}`);
  }
}

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where the log of a job lies, for readers that want its tail only. @param folder of the whole GitLab */
export function tracePath(folder: string, job: number): string {
  return join(folder, 'ci', `${job}.log`);
}
