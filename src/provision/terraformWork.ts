import { isRecord } from '../base/record';
import { type TerraformWork } from '../model/ownership';
import { processStart } from './processStart';

/** Whether the Terraform that was started is still there: it outlives the window that started it. */
export async function stillWorks({ pid, started }: TerraformWork): Promise<boolean> {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isRecord(error) || error['code'] !== 'EPERM') return false;
  }
  const now = await processStart(pid);
  return now === undefined || started === undefined || now === started;
}
