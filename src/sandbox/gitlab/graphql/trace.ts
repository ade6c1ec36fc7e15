import { open } from 'node:fs/promises';
import { tracePath } from '../ci/files';
import { ansiToHtml } from './ansiHtml';

const chunkBytes = 64 * 1024;
/** GitLab cuts what it reads for a summary, however long a line is. */
const maxBytes = 500 * 1024;

/** The last lines of a job's log as HTML; empty before the job has written any. */
export async function traceHtml(folder: string, jobId: number, lines: number): Promise<string> {
  return ansiToHtml(await lastLines(tracePath(folder, jobId), lines));
}

/** Reads a file from its end, as far as the lines need it. */
export async function lastLines(path: string, lines: number): Promise<string> {
  let file;
  try {
    file = await open(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = await file.stat();
    let tail = Buffer.alloc(0);
    let position = size;
    while (position > 0 && tail.length < maxBytes && breaks(tail) <= lines) {
      const length = Math.min(chunkBytes, position);
      position -= length;
      const chunk = Buffer.alloc(length);
      await file.read(chunk, 0, length, position);
      tail = Buffer.concat([chunk, tail]);
    }
    return cut(tail.toString('utf8'), lines);
  } finally {
    await file.close();
  }
}

function breaks(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 10) count++;
  return count;
}

function cut(text: string, lines: number): string {
  const all = text.split('\n');
  // What follows the last line break is a line of its own only when there is something.
  const wanted = all.at(-1) === '' ? lines + 1 : lines;
  return all.slice(-wanted).join('\n');
}
