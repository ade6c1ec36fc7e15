import { runInNewContext } from 'node:vm';
import { setFlagsFromString } from 'node:v8';
import { frameOf } from '../src/model/frame/buildFrame';
import { columnRef, type RunFrame } from '../src/model/frame/frame';
import { type ExperimentId, type RunId } from '../src/model/ids';
import { RunCache } from '../src/stores/runCache/runCache';
import { ExperimentRuns } from '../src/stores/runs/experimentRuns';
import { type RunSource } from '../src/webviews/runs/handlers/source';
import { frameHandlers } from '../src/webviews/runs/handlers/frameHandlers';
import { runsContract } from '../src/webviews/runs/contract';
import { startBrowser } from '../test/support/editor';
import { openView } from '../test/browser/harness';
import { runsHost } from '../test/browser/runsHost';
import { project } from '../test/support/domain';
import { tempFolder } from '../test/support/tempFolder';
import { carried } from '../test/support/webviewWire';
import { type Entry, median } from './entry';
import { type LargeRuns, largeTable } from './largeRuns';

const shapes: readonly (LargeRuns & { readonly name: string; readonly budgets: boolean })[] = [
  {
    name: '10,000 runs × 200 metrics × 50 params',
    runs: 10_000,
    metrics: 200,
    params: 50,
    budgets: true,
  },
  {
    name: '1,500 runs × 1,500 metrics × 150 params',
    runs: 1_500,
    metrics: 1_500,
    params: 150,
    budgets: true,
  },
  {
    name: '2,000 runs with 12,000 metric names',
    runs: 2_000,
    metrics: 60,
    params: 20,
    metricNames: 12_000,
    budgets: false,
  },
];
const experiment = 'gid://gitlab/Ml::Experiment/1' as ExperimentId;
const rounds = 5;

/** From the file on this machine to the first rows on the page, and what the runs take of the host's memory. */
export async function measure(): Promise<readonly Entry[]> {
  await using browser = await startBrowser();
  const entries: Entry[] = [];
  for (const shape of shapes) {
    await using folder = await tempFolder();
    const writer = new RunCache(folder.path, 'bench');
    await writer.saveTable(experiment, largeTable(shape));
    await writer.dispose();
    const load = async (): Promise<RunFrame> => {
      const table = await new RunCache(folder.path, 'bench').table(experiment);
      if (!table) throw new Error('the file cannot be read');
      const book = new ExperimentRuns(table);
      return frameOf(
        book.tables().map((one) => ({
          table: one,
          experiment: 'Loan_prediction',
          project: 'group/project',
          version: () => undefined,
        })),
      );
    };
    const loading: number[] = [];
    const painting: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await load();
      loading.push(performance.now() - start);
    }
    const idle = await memory();
    const kept = await load();
    const first = kept.columns.slice(0, 40).map(({ key }) => columnRef(key));
    const slice = await frameHandlers(sourceOf(kept)).frame({ columns: first }, never());
    const sent = carried(slice).bytes;
    const held = (await memory()) - idle;
    for (let round = 0; round < 3; round++) painting.push(await firstPaint(browser, load));
    const limit = (value: number): Partial<Entry> => (shape.budgets ? { budget: value } : {});
    entries.push(
      {
        name: `${shape.name}: disk to first paint`,
        unit: 'ms',
        value: median(painting),
        ...limit(500),
      },
      { name: `${shape.name}: disk to columns`, unit: 'ms', value: median(loading) },
      { name: `${shape.name}: memory of the host`, unit: 'MB', value: held / 1e6, ...limit(120) },
      { name: `${shape.name}: sent with 40 columns`, unit: 'MB', value: sent / 1e6 },
    );
  }
  return entries;
}

/** The tab is open and empty; the clock runs from the first byte of the file to a row on the screen. */
async function firstPaint(
  browser: Awaited<ReturnType<typeof startBrowser>>,
  load: () => Promise<RunFrame>,
): Promise<number> {
  let frame: RunFrame | undefined;
  const host = runsHost([], { revision: 0, readAt: undefined, loading: true });
  const source = { ...sourceOf(undefined) };
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: {
      ...host.handlers,
      ...frameHandlers({
        ...source,
        get frame() {
          return frame ?? sourceOf(undefined).frame;
        },
        get revision() {
          return frame ? 1 : 0;
        },
      }),
    },
  });
  try {
    view.server.notify('state', host.state);
    await view.page.waitForTimeout(500);
    const shown = view.page
      .getByText(/^brisk-otter-\d+$/)
      .first()
      .waitFor();
    const start = performance.now();
    frame = await load();
    view.server.notify('state', { ...host.state, revision: 1, readAt: Date.now(), loading: false });
    await shown;
    return performance.now() - start;
  } finally {
    await view[Symbol.asyncDispose]();
  }
}

function sourceOf(frame: RunFrame | undefined): RunSource {
  return {
    frame: frame ?? { rows: [], columns: [], column: () => undefined },
    revision: frame ? 1 : 0,
    run: (id: RunId) => {
      throw new Error(`nobody asks for ${id} in ${project.path}`);
    },
    points: () => Promise.resolve(undefined),
    refresh: () => Promise.resolve(),
  };
}

/** Bytes in use after collections, typed arrays included. */
async function memory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
