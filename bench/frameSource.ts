import { emptyFrame, type RunFrame } from '../src/model/frame/frame';
import { type RunId } from '../src/model/ids';
import { type RunSource } from '../src/webviews/runs/handlers/source';

/** Runs for a page that asks for columns only. */
export function frameSource(frame: RunFrame | undefined): RunSource {
  return {
    frame: frame ?? emptyFrame,
    revision: frame ? 1 : 0,
    run: (id: RunId) => {
      throw new Error(`nobody asks for ${id}`);
    },
    points: () => Promise.resolve(undefined),
    refresh: () => Promise.resolve(),
  };
}
