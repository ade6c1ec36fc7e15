import { isRecord } from '../base/record';
import { type TerraformWork } from '../model/ownership';
import { processCommand, processStart } from './processStart';

/** Whether the Terraform that was started is still there: it outlives the window that started it. */
export async function stillWorks({ pid, started }: TerraformWork): Promise<boolean> {
  if (pid === undefined || !send(pid, 0)) return false;
  const now = await processStart(pid);
  return now === undefined || started === undefined || now === started;
}

/**
 * Sends a signal to the Terraform that was started, if it is surely still that process: it began at the same moment
 * and was told to do the same saved plan. `unsure` sends nothing.
 */
export async function signalWork(
  { pid, started, file }: TerraformWork,
  name: 'SIGINT' | 'SIGKILL',
): Promise<'sent' | 'gone' | 'unsure'> {
  if (pid === undefined) return 'unsure';
  if (!send(pid, 0)) return 'gone';
  const [now, command] = await Promise.all([processStart(pid), processCommand(pid)]);
  if (now !== undefined && started !== undefined && now !== started) return 'gone';
  if (now === undefined || started === undefined || command?.includes(file) !== true) {
    return 'unsure';
  }
  return send(pid, name) ? 'sent' : 'gone';
}

/** @returns false when there is no such process */
function send(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    // It is there, and somebody else's.
    return isRecord(error) && error['code'] === 'EPERM';
  }
}
