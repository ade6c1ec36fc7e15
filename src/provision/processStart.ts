import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * When a process began, as a text to be compared with itself; undefined when there is no such process or the
 * system does not tell.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return fromProc(pid);
  if (process.platform === 'darwin') return ps(pid, 'lstart=');
  return undefined;
}

/** What a process was started with, as one text; undefined as above. */
export async function processCommand(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return text === '' ? undefined : text.replaceAll('\0', ' ').trim();
  }
  return process.platform === 'darwin' ? ps(pid, 'command=') : undefined;
}

async function fromProc(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; the start time is the 20th field after it.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const args = ['-ww', '-o', column, '-p', String(pid)];
    execFile('ps', args, { timeout: 5_000 }, (error, stdout) => {
      resolve(error === null && stdout.trim() !== '' ? stdout.trim() : undefined);
    });
  });
}
