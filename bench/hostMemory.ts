import { columnRef } from '../src/model/frame/frame';
import { frameHandlers } from '../src/webviews/runs/handlers/frameHandlers';
import { frameFromDisk } from './frameFromDisk';

/** Bytes above those of a process that has read nothing, after collections. */
export interface HostMemory {
  /** Objects and typed arrays. */
  readonly held: number;
  /** Of the whole process, with what the engine keeps for later. */
  readonly resident: number;
}

/** What the runs in a folder take of the host while a page has looked at every column of them. */
async function measureHost(folder: string): Promise<HostMemory> {
  const idle = await memory();
  const frame = await frameFromDisk(folder);
  const handlers = frameHandlers({ frame, revision: 1 } as Parameters<typeof frameHandlers>[0]);
  const refs = frame.columns.map(({ key }) => columnRef(key));
  const { signal } = new AbortController();
  await handlers.frame({ columns: [] }, signal);
  for (let at = 0; at < refs.length; at += 20) {
    await handlers.columns({ columns: refs.slice(at, at + 20) }, signal);
  }
  const now = await memory();
  // The frame is used once more, so that it cannot have gone before.
  if (frame.rows.length === 0) throw new Error('there are no runs');
  return { held: now.held - idle.held, resident: now.resident - idle.resident };
}

async function memory(): Promise<HostMemory> {
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { held: heapUsed + arrayBuffers, resident: rss };
}

// A program of its own: `runData` starts it with the folder as argument.
const [, , folder = ''] = process.argv;
process.stdout.write(JSON.stringify(await measureHost(folder)));
