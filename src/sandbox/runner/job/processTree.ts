import { spawn, type SpawnOptions } from 'node:child_process';
import { wait } from '../../../base/wait';

export interface ProcessResult {
  readonly code: number;
  /** Why it was ended, when it was. */
  readonly ended: boolean;
}

export interface ProcessOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onOutput: (chunk: Buffer) => void;
  /** From SIGTERM to SIGKILL. */
  readonly graceMs: number;
}

/**
 * Runs a program in a process group of its own. When the signal is aborted the whole group is asked to end,
 * and killed after the grace; what the program leaves running in the group when it ends is killed too.
 */
export async function runTree(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
  signal: AbortSignal,
): Promise<ProcessResult> {
  if (signal.aborted) return { code: 1, ended: true };
  const settings: SpawnOptions = {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  const child = spawn(command, args, settings);
  const { pid } = child;
  child.stdout?.on('data', options.onOutput);
  child.stderr?.on('data', options.onOutput);
  const over = new AbortController();
  const onAbort = (): void => {
    if (pid !== undefined) void endGroup(pid, options.graceMs, over.signal);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => {
        // Children that keep the pipes open must not keep the job.
        if (pid !== undefined) kill(pid, 'SIGKILL');
        child.once('close', () => resolve(status ?? 1));
      });
    });
    return { code, ended: signal.aborted };
  } finally {
    over.abort();
    signal.removeEventListener('abort', onAbort);
  }
}

async function endGroup(pid: number, graceMs: number, over: AbortSignal): Promise<void> {
  kill(pid, 'SIGTERM');
  await wait(graceMs, over).then(
    () => kill(pid, 'SIGKILL'),
    () => undefined,
  );
}

function kill(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody is left in the group.
  }
}
