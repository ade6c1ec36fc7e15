import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { AppError } from '../base/errors';
import { isRecord } from '../base/record';
import { never, wait } from '../base/wait';
import { processStart } from './processStart';

/** Held by one process at a time; freed by `release`, or by the death of its holder. */
export interface FileLock {
  /** @throws AppError `conflict` when somebody took the lock away, so that nothing is written beside them. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

const holderSchema = z.object({
  pid: z.number().int().positive(),
  /** When the process began, in the words of its system; tells a reused pid from the old one. */
  started: z.string(),
  host: z.string(),
  token: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

const heartbeatMs = 30_000;
const putBackMs = 50;
/** A holder on another host cannot be looked at; without a heartbeat for this long it counts as gone. */
const foreignStaleMs = 5 * 60_000;

/** @throws AppError `conflict` when a living process holds it. */
export async function lockFile(path: string, what: string): Promise<FileLock> {
  await mkdir(dirname(path), { recursive: true });
  const own: Holder = {
    pid: process.pid,
    started: (await processStart(process.pid)) ?? '',
    host: hostname(),
    token: randomUUID(),
  };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await take(path, own)) return heldLock(path, own, what);
    const holder = await readHolder(path);
    if (holder !== undefined && (await alive(path, holder))) throw inUse(what, holder);
    await setAside(path, holder);
  }
  throw inUse(what, undefined);
}

/** Whether a living process stands in this file as its holder. */
export async function isHeld(path: string): Promise<boolean> {
  const holder = await readHolder(path);
  return holder !== undefined && (await alive(path, holder));
}

/** Removes a lock whose holder died. */
export async function removeDeadLock(path: string): Promise<void> {
  const holder = await readHolder(path);
  if (holder !== undefined && !(await alive(path, holder))) await setAside(path, holder);
}

/** A link appears with its content or not at all, so nobody reads half a lock. */
async function take(path: string, own: Holder): Promise<boolean> {
  const draft = `${path}.${own.token}`;
  await writeFile(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isRecord(error) && error['code'] === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

function heldLock(path: string, own: Holder, what: string): FileLock {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  beat.unref();
  const isOwn = async (): Promise<boolean> => (await readHolder(path))?.token === own.token;
  return {
    async assertHeld() {
      if (await isOwn()) return;
      // Whoever mistook it for a stale one puts it back at once.
      await wait(putBackMs, never);
      if (!(await isOwn())) throw inUse(what, await readHolder(path));
    },
    async release() {
      clearInterval(beat);
      if (await isOwn()) await unlink(path);
    },
  };
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

async function alive(path: string, holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) {
    const seen = await stat(path).catch(() => undefined);
    return seen !== undefined && Date.now() - seen.mtimeMs < foreignStaleMs;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!isRecord(error) || error['code'] !== 'EPERM') return false;
  }
  const started = await processStart(holder.pid);
  return started === undefined || holder.started === '' || started === holder.started;
}

/** Renames before removing, so that of two who find a stale lock only one removes it. */
async function setAside(path: string, seen: Holder | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && moved.token !== seen?.token) {
    // Somebody took the stale lock between our look and our rename: give it back.
    await rename(aside, path);
    return;
  }
  await unlink(aside);
}

function inUse(what: string, holder: Holder | undefined): AppError {
  const who = holder === undefined ? 'another window' : `another window (process ${holder.pid})`;
  return new AppError(
    'conflict',
    `Cannot work on ${what}: ${who} is working on it. Wait until it is done, or cancel there.`,
  );
}
