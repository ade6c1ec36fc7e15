import { useEffect, useRef, useState } from 'preact/hooks';
import { source } from 'worker:./worker.ts';
import {
  type Asked,
  type TaskKind,
  type Tasks,
  type Told,
} from '../../../../model/charts/statistics';

/** Typing in the query line comes first, and so do the first rows of the table. */
const waitMs = 200;

export interface Statistics<K extends TaskKind> {
  /** Of the last inputs that were worked on; it stays while new ones are. */
  readonly result: Tasks[K]['result'] | undefined;
  /** How much of the first is done, 0 to 1; undefined: nothing was begun. */
  readonly share: number | undefined;
  readonly problem: string | undefined;
}

/**
 * Works beside the page, and anew when an input is another one.
 * @param wanted nothing is begun while nobody wants it; what was begun is dropped
 * @param make called once the inputs have rested; undefined: they are not here yet
 */
export function useStatistics<K extends TaskKind>(
  kind: K,
  wanted: boolean,
  inputs: readonly unknown[],
  make: () => Tasks[K]['task'] | undefined,
): Statistics<K> {
  const [state, setState] = useState<Partial<Statistics<K>>>({});
  const done = useRef<readonly unknown[]>([]);
  useEffect(() => {
    if (!wanted || inputs.every((input, index) => input === done.current[index])) return undefined;
    let worker: Worker | undefined;
    const timer = setTimeout(() => {
      const task = make();
      if (!task) return;
      worker = start({ kind, task } as Asked, (told) => {
        if ('problem' in told) setState({ problem: told.problem });
        else if ('share' in told) setState((before) => ({ ...before, share: told.share }));
        else {
          done.current = inputs;
          setState({ result: told.result as Tasks[K]['result'], share: 1 });
        }
      });
    }, waitMs);
    return () => {
      clearTimeout(timer);
      worker?.terminate();
    };
  }, [...inputs, wanted]);
  return { result: state.result, share: state.share, problem: state.problem };
}

function start(asked: Asked, tell: (told: Told | { readonly problem: string }) => void): Worker {
  // A view may only start workers that it brings along.
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    if (!('share' in data)) worker.terminate();
    tell(data);
  };
  worker.onerror = ({ message }) => {
    worker.terminate();
    tell({ problem: message || 'the editor does not start it' });
  };
  worker.postMessage(asked, buffersOf(asked));
  return worker;
}

/** They were made for this task only, so they need not be copied. */
function buffersOf({ kind, task }: Asked): ArrayBuffer[] {
  const arrays =
    kind === 'importance'
      ? [task.metric, ...task.features.map(({ values }) => values)]
      : [task.target, ...task.columns.map(({ values }) => values)];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
