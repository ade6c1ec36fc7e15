import { frameOf } from '../src/model/frame/buildFrame';
import { type RunFrame } from '../src/model/frame/frame';
import { type ExperimentId } from '../src/model/ids';
import { RunCache } from '../src/stores/runCache/runCache';
import { ExperimentRuns } from '../src/stores/runs/experimentRuns';
import { type LargeRuns, largeTable } from './largeRuns';

const experiment = 'gid://gitlab/Ml::Experiment/1' as ExperimentId;

/** Puts generated runs on the disk, as the extension keeps them. */
export async function saveRuns(folder: string, shape: LargeRuns): Promise<void> {
  const writer = new RunCache(folder, 'bench');
  await writer.saveTable(experiment, largeTable(shape));
  await writer.dispose();
}

/** The way of the runs from the disk to what a page works on, without the windows around it. */
export async function frameFromDisk(folder: string): Promise<RunFrame> {
  const table = await new RunCache(folder, 'bench').table(experiment);
  if (!table) throw new Error('the file cannot be read');
  return frameOf(
    new ExperimentRuns(table).tables().map((one) => ({
      table: one,
      experiment: 'Loan_prediction',
      project: 'group/project',
      version: () => undefined,
    })),
  );
}
