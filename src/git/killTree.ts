import { type ChildProcess, spawn } from 'node:child_process';

const graceMs = 2_000;

/** Ends a child that was started as the leader of its own process group, and everything it started. */
export function killTree(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => {
    signalGroup(pid, 'SIGKILL');
    // Somebody who left the group may still hold the pipes open; the result must not wait for that.
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, graceMs);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
}
