import { readdir, readFile } from 'node:fs/promises';
import { never, wait } from '../../base/wait';

/** The variable by which every process of a machine is known, also one that left its parents behind. */
export const markName = 'MLOPS_SANDBOX_MACHINE';

/** Processes of a machine: what carries its mark, and everything below `roots`. Empty where there is no /proc. */
export async function processesOf(mark: string, roots: readonly number[]): Promise<number[]> {
  const pids = await allPids();
  const wanted = `${markName}=${mark}`;
  const found = new Set(roots);
  const parents = new Map<number, number>();
  await Promise.all(
    pids.map(async (pid) => {
      const parent = await parentOf(pid);
      if (parent !== undefined) parents.set(pid, parent);
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      if (environment.split('\0').includes(wanted)) found.add(pid);
    }),
  );
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (found.has(pid) || !found.has(parent)) continue;
      found.add(pid);
      grown = true;
    }
  }
  found.delete(process.pid);
  return [...found].filter((pid) => parents.has(pid));
}

const politeMs = 3_000;
const stepMs = 40;

/** Ends all processes of a machine: asks first, then kills, until none is left. */
export async function endProcesses(mark: string, roots: readonly number[]): Promise<void> {
  const deadline = Date.now() + politeMs;
  const asked = new Set<number>();
  for (let left = await processesOf(mark, roots); left.length > 0;) {
    const polite = Date.now() < deadline;
    for (const pid of left) {
      if (!polite) signal(pid, 'SIGKILL');
      else if (!asked.has(pid)) signal(pid, 'SIGTERM');
      asked.add(pid);
    }
    if (Date.now() > deadline + politeMs) return;
    await wait(stepMs, never);
    left = await processesOf(mark, [...asked]);
  }
}

/** Signals a process group; false when nobody is in it. */
export function signalGroup(group: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(-group, name);
    return true;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

async function allPids(): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Undefined for what is gone or only waits to be buried. */
async function parentOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === undefined || state === 'Z' || parent === undefined ? undefined : Number(parent);
}
