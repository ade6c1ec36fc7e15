import { type Browser } from 'playwright-core';
import { startBrowser } from '../test/support/editor';
import { bundlePage, openBenchPage } from './browser/benchPage';
import { type Asked, type Times } from './browser/page/charts';
import { type Peer, peerScripts } from './browser/peers';
import { type Entry, median } from './entry';

interface Shape extends Pick<Asked, 'kind' | 'count' | 'each'> {
  readonly name: string;
  readonly rounds: number;
  /** ms */
  readonly drawBudget?: number;
  readonly zoomBudget?: number;
}

const shapes: readonly Shape[] = [
  {
    name: '50 curves × 10,000 points',
    kind: 'lines',
    count: 50,
    each: 10_000,
    rounds: 5,
    drawBudget: 250,
    zoomBudget: 80,
  },
  {
    name: '100 curves × 1,000 points',
    kind: 'lines',
    count: 100,
    each: 1_000,
    rounds: 5,
    drawBudget: 120,
    zoomBudget: 80,
  },
  { name: '1,000 curves × 1,000 points', kind: 'lines', count: 1_000, each: 1_000, rounds: 3 },
  { name: 'parallel, 1,000 runs × 8 axes', kind: 'parallel', count: 1_000, each: 8, rounds: 5 },
  { name: 'parallel, 10,000 runs × 8 axes', kind: 'parallel', count: 10_000, each: 8, rounds: 3 },
];

/** Which libraries draw what. */
const peers: Readonly<Record<Asked['kind'], Readonly<Record<string, Peer>>>> = {
  lines: {
    Plotly: 'plotly',
    'Plotly (WebGL)': 'plotly',
    ECharts: 'echarts',
    'ECharts (sampled)': 'echarts',
    'Chart.js': 'chartJs',
    'Vega-Lite': 'vega',
  },
  parallel: { 'Plotly (WebGL)': 'plotly', ECharts: 'echarts' },
};

/**
 * From the call that draws, or the turn of the wheel, until the frame is painted, with every canvas' pixels read back so
 * that the drawing has happened: medians, on a canvas of 900 × 400 px, each library in a page of its own in the same
 * Chromium. Ours is the page's own chart with its wire, notes and names; the others get arrays in their own form, whose
 * making is not counted. A display shows a frame every 16.7 ms, so nothing can take less.
 */
export async function measure(): Promise<readonly Entry[]> {
  await using browser = await startBrowser();
  const [own, others] = [await bundlePage('oursMain.ts'), await bundlePage('peersMain.ts')];
  const entries: Entry[] = [];
  for (const shape of shapes) {
    const ours = await times(browser, [{ content: own.script }], own.style, shape, 'ours');
    const beside: Record<string, Times> = {};
    for (const [name, peer] of Object.entries(peers[shape.kind])) {
      const scripts = (await peerScripts(peer)).map((path) => ({ path }));
      beside[name] = await times(browser, [...scripts, { content: others.script }], '', shape, name);
    }
    entries.push(entryOf(`${shape.name}: first draw`, ours, beside, 'draws', shape.drawBudget));
    if (ours.zooms.length > 0) {
      entries.push(entryOf(`${shape.name}: zoom redraw`, ours, beside, 'zooms', shape.zoomBudget));
    }
  }
  return entries;
}

function entryOf(
  name: string,
  ours: Times,
  beside: Readonly<Record<string, Times>>,
  part: keyof Times,
  budget: number | undefined,
): Entry {
  const peerTimes = Object.entries(beside).map(([peer, found]) => [
    peer,
    Math.round(median(found[part])),
  ]);
  return {
    name,
    unit: 'ms',
    value: median(ours[part]),
    ...(budget !== undefined && { budget }),
    peers: Object.fromEntries(peerTimes) as Record<string, number>,
  };
}

async function times(
  browser: Browser,
  scripts: Parameters<typeof openBenchPage>[1],
  style: string,
  { kind, count, each, rounds }: Shape,
  maker: string,
): Promise<Times> {
  await using page = await openBenchPage(browser, scripts, [style]);
  const asked: Asked = { kind, count, each, rounds, maker };
  const found = await page.evaluate(
    (all) =>
      (window as unknown as { measureCharts: (all: Asked) => Promise<Times> }).measureCharts(all),
    asked,
  );
  if (process.env.PICTURES) await page.screenshot({ path: `/tmp/pics/${kind}-${count}-${maker.replace(/\W/g, '')}.png` });
  return found;
}
