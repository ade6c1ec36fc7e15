import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Home folders may be shared between computers: a process is looked for on its own only. */
const computer = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);

/** A name for what is to be moved to `path` once it is whole. It says whose it is. */
export function temporaryFor(path: string): string {
  return `${path}.${computer}-${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}

/** Removes what windows left behind that died before they moved it to `path`. */
export async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const pid = new RegExp(`\\.${computer}-(\\d+)-[0-9a-f]{8}\\.tmp$`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
