import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Page } from 'playwright-core';
import { root } from '../scripts/lib/paths.mjs';
import { bundled } from '../scripts/lib/typescript.mjs';
import { columnRef, emptyFrame, type RunFrame } from '../src/model/frame/frame';
import { type RunId } from '../src/model/ids';
import { type RunsState, runsContract } from '../src/webviews/runs/contract';
import { frameHandlers } from '../src/webviews/runs/handlers/frameHandlers';
import { type RunSource } from '../src/webviews/runs/handlers/source';
import { openView } from '../test/browser/harness';
import { runsHost } from '../test/browser/runsHost';
import { project } from '../test/support/domain';
import { startBrowser } from '../test/support/editor';
import { tempFolder } from '../test/support/tempFolder';
import { carried } from '../test/support/webviewWire';
import { type Entry, median } from './entry';
import { frameFromDisk, saveRuns } from './frameFromDisk';
import { type HostMemory } from './hostMemory';
import { largeShapes } from './largeShapes';

const rounds = 5;

type RunningBrowser = Awaited<ReturnType<typeof startBrowser>>;

/**
 * From the file on this machine to the first rows on the page, and the memory that the runs take of the host and of
 * the page once all columns were looked at.
 */
export async function measure(): Promise<readonly Entry[]> {
  const hostMemory = await bundled(join(root, 'bench/hostMemory.ts'));
  await using browser = await startBrowser();
  const entries: Entry[] = [];
  for (const shape of largeShapes) {
    await using folder = await tempFolder();
    await saveRuns(folder.path, shape);
    const load = (): Promise<RunFrame> => frameFromDisk(folder.path);
    const loading: number[] = [];
    const painting: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await load();
      loading.push(performance.now() - start);
    }
    for (let round = 0; round < rounds; round++) {
      await using tab = await emptyTab(browser);
      painting.push(await tab.firstPaint(load));
    }
    const host = await memoryOfHost(hostMemory, folder.path);
    const heap = await heapOfPage(browser, load);
    const limit = (value: number): Partial<Entry> => (shape.budgets ? { budget: value } : {});
    const { name } = shape;
    entries.push(
      { name: `${name}: disk to first paint`, unit: 'ms', value: median(painting), ...limit(500) },
      { name: `${name}: disk to columns`, unit: 'ms', value: median(loading) },
      { name: `${name}: memory of the host`, unit: 'MB', value: host.held / 1e6, ...limit(120) },
      { name: `${name}: process of the host`, unit: 'MB', value: host.resident / 1e6 },
      { name: `${name}: heap of the page`, unit: 'MB', value: heap / 1e6, ...limit(200) },
      { name: `${name}: sent with 40 columns`, unit: 'MB', value: (await sent(load)) / 1e6 },
    );
  }
  return entries;
}

interface Tab extends AsyncDisposable {
  readonly page: Page;
  /** ms from the first byte of the file until rows are painted; the tab is open and empty before. */
  firstPaint(load: () => Promise<RunFrame>): Promise<number>;
}

async function emptyTab(browser: RunningBrowser): Promise<Tab> {
  let frame: RunFrame | undefined;
  const host = runsHost([], { revision: 0, readAt: undefined, loading: true });
  const source: RunSource = {
    get frame() {
      return frame ?? emptyFrame;
    },
    get revision() {
      return frame ? 1 : 0;
    },
    run: (id: RunId) => {
      throw new Error(`nobody asks for ${id} in ${project.path}`);
    },
    points: () => Promise.resolve(undefined),
    refresh: () => Promise.resolve(),
  };
  const handlers = { ...host.handlers, ...frameHandlers(source) };
  const view = await openView(browser, { name: 'runs', contract: runsContract, handlers });
  const { state } = host;
  view.server.notify('state', state);
  await view.page.waitForTimeout(500);
  return {
    page: view.page,
    async firstPaint(load) {
      const shown = view.page.evaluate(whenRowsArePainted);
      // The page is watching.
      await view.page.evaluate(() => undefined);
      const start = performance.timeOrigin + performance.now();
      frame = await load();
      const next: RunsState = { ...state, revision: 1, readAt: Date.now(), loading: false };
      view.server.notify('state', next);
      return (await shown) - start;
    },
    [Symbol.asyncDispose]: () => view[Symbol.asyncDispose](),
  };
}

/** Runs in the page. Asking from outside would wait for whatever the page does afterwards. @returns ms since 1970 */
function whenRowsArePainted(): Promise<number> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const row = document.querySelector('.table-body [role=row]');
      if (!/brisk-otter-\d/.test(row?.textContent ?? '')) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(undefined);
      });
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}

/** Objects and typed arrays of the page, in bytes, after all columns were scrolled through. */
async function heapOfPage(browser: RunningBrowser, load: () => Promise<RunFrame>): Promise<number> {
  await using tab = await emptyTab(browser);
  const { page } = tab;
  await tab.firstPaint(load);
  await page.evaluate(scrollThrough);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  // Newer than the types: what is outside the heap proper, as typed arrays are.
  const { backingStorageSize } = usage as typeof usage & { readonly backingStorageSize: number };
  return usage.usedSize + backingStorageSize;
}

/** Runs in the page: moves the widest area that scrolls by a little less than its width until its end. */
async function scrollThrough(): Promise<void> {
  const hidden = (one: Element): number => one.scrollWidth - one.clientWidth;
  const [widest] = [...document.querySelectorAll('*')].sort((a, b) => hidden(b) - hidden(a));
  if (!widest || hidden(widest) < 10_000) throw new Error('nothing can be scrolled through');
  while (widest.scrollLeft < hidden(widest) - 1) {
    widest.scrollLeft += widest.clientWidth * 0.8;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_000));
}

/** In a process of its own, which has nothing else to remember. */
async function memoryOfHost(program: string, folder: string): Promise<HostMemory> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, folder]);
  return JSON.parse(stdout) as HostMemory;
}

/** Bytes that the editor carries when a page asks for the runs together with as many columns. */
async function sent(load: () => Promise<RunFrame>): Promise<number> {
  const frame = await load();
  const columns = frame.columns.slice(0, 40).map(({ key }) => columnRef(key));
  const source = { frame, revision: 1 } as RunSource;
  const slice = await frameHandlers(source).frame({ columns }, new AbortController().signal);
  return carried(slice).bytes;
}
