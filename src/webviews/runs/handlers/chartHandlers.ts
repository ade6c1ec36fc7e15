import { AppError } from '../../../base/errors';
import { mapAtOnce } from '../../../base/parallel';
import { type RunId } from '../../../model/ids';
import { type Handlers } from '../../ipc/contract';
import { type chartContract, type Series, type SeriesAnswer } from '../contract/chartContract';
import { type RunSource } from './source';

/** Runs whose points are asked for at the same time. */
const atOnce = 6;

type Outcome =
  | { readonly kind: 'series'; readonly series: Series }
  | { readonly kind: 'unread'; readonly run: RunId; readonly message: string }
  | { readonly kind: 'none' };

export function chartHandlers(source: Pick<RunSource, 'points'>): Handlers<typeof chartContract> {
  const read = async (run: RunId, metric: string, signal: AbortSignal): Promise<Outcome> => {
    try {
      const points = await source.points(run, metric, signal);
      return points ? { kind: 'series', series: { run, metric, ...points } } : { kind: 'none' };
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'cancelled') throw error;
      return { kind: 'unread', run, message: error.message };
    }
  };
  return {
    series: async ({ runs, metric }, signal): Promise<SeriesAnswer> => {
      const outcomes = await mapAtOnce(runs, atOnce, (run) => read(run, metric, signal));
      return {
        series: outcomes.flatMap((one) => (one.kind === 'series' ? [one.series] : [])),
        unread: outcomes.flatMap((one) =>
          one.kind === 'unread' ? [{ run: one.run, message: one.message }] : [],
        ),
      };
    },
  };
}
