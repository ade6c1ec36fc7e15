// @ts-check
/** Finds processes by a variable they inherited, however far they moved from their parents. Linux only. */
import { readFile, readdir, readlink } from 'node:fs/promises';

/** @typedef {{ pid: number, command: string }} Found */

/** The variable that every process of a run inherits. */
export const runVariable = 'MLOPS_RUN';

/**
 * Processes that carry the run's id, or whose command or working directory lies in `folder` (programs such as sshd
 * overwrite their environment).
 * @param {string} run @param {string} [folder]
 * @returns {Promise<Found[]>}
 */
export async function processesOf(run, folder) {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => inspect(Number(pid), run, folder)));
  return found.filter((one) => one !== undefined);
}

/** @param {number} pid @param {string} run @param {string} [folder] @returns {Promise<Found | undefined>} */
async function inspect(pid, run, folder) {
  if (pid === process.pid) return undefined;
  try {
    const [environment, line, cwd] = await Promise.all([
      readFile(`/proc/${pid}/environ`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readlink(`/proc/${pid}/cwd`),
    ]);
    const command = line.split('\0').join(' ').trim();
    // An ended process that nobody has waited for has no command line.
    if (command === '') return undefined;
    const marked = environment.split('\0').includes(`${runVariable}=${run}`);
    const inside = folder !== undefined && (command.includes(folder) || cwd.startsWith(folder));
    return marked || inside ? { pid, command } : undefined;
  } catch {
    return undefined; // ended meanwhile, or not ours to look at
  }
}

/** @param {readonly number[]} pids @returns {Promise<string[]>} addresses these processes listen on */
export async function listeningPorts(pids) {
  if (process.platform !== 'linux' || pids.length === 0) return [];
  const sockets = new Map();
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(1);
    for (const fields of lines.map((line) => line.trim().split(/\s+/))) {
      if (fields[3] === '0A') sockets.set(fields[9], parseInt(fields[1]?.split(':')[1] ?? '', 16));
    }
  }
  const ports = new Set();
  for (const pid of pids) {
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      const port = sockets.get(/^socket:\[(\d+)\]$/.exec(target)?.[1]);
      if (port !== undefined) ports.add(`port ${port} (process ${pid})`);
    }
  }
  return [...ports];
}
