import { startBrowser } from '../test/support/editor';
import { bundlePage } from './browser/benchPage';
import { type ChartCosts, chartCosts } from './browser/chartCosts';
import { type Cost } from './browser/cost';
import { type Asked } from './browser/page/charts';
import { type Peer, peerScripts } from './browser/peers';
import { type Entry, median } from './entry';

interface Shape extends Pick<Asked, 'kind' | 'count' | 'each'> {
  readonly name: string;
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
    drawBudget: 250,
    zoomBudget: 80,
  },
  {
    name: '100 curves × 1,000 points',
    kind: 'lines',
    count: 100,
    each: 1_000,
    drawBudget: 120,
    zoomBudget: 80,
  },
  // Usable: nobody waits for the first picture, and a turn of the wheel is followed.
  {
    name: '1,000 curves × 1,000 points',
    kind: 'lines',
    count: 1_000,
    each: 1_000,
    drawBudget: 1_000,
    zoomBudget: 250,
  },
  { name: 'parallel, 1,000 runs × 8 axes', kind: 'parallel', count: 1_000, each: 8 },
  { name: 'parallel, 10,000 runs × 8 axes', kind: 'parallel', count: 10_000, each: 8 },
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
 * making is not counted. Counted is the time that the page's main thread used up, which other work of the machine hardly
 * changes; what a person waits for stands beside it, and is never less than a frame. WebGL draws in another process,
 * which only the clock sees, and by software where there is no graphics card. A library that takes more than 20 s for
 * one action is left out.
 */
export async function measure(): Promise<readonly Entry[]> {
  await using browser = await startBrowser();
  const [own, others] = [await bundlePage('oursMain.ts'), await bundlePage('peersMain.ts')];
  const entries: Entry[] = [];
  for (const shape of shapes) {
    const { kind, count, each, name, drawBudget, zoomBudget } = shape;
    const asked = { kind, count, each };
    const scripts = [{ content: own.script }];
    const ours = await chartCosts(browser, scripts, [own.style], { ...asked, maker: 'ours' });
    if (!ours) throw new Error(`${name}: our own chart did not come.`);
    const beside = new Map<string, ChartCosts>();
    for (const [maker, peer] of Object.entries(peers[kind])) {
      const files = (await peerScripts(peer)).map((path) => ({ path }));
      const theirs = [...files, { content: others.script }];
      const found = await chartCosts(browser, theirs, [], { ...asked, maker });
      if (found) beside.set(maker, found);
    }
    entries.push(...entriesOf(`${name}: first draw`, ours, beside, 'draw', drawBudget));
    entries.push(...entriesOf(`${name}: zoom redraw`, ours, beside, 'zoom', zoomBudget));
  }
  return entries;
}

function entriesOf(
  name: string,
  ours: ChartCosts,
  beside: ReadonlyMap<string, ChartCosts>,
  action: keyof ChartCosts,
  budget: number | undefined,
): readonly Entry[] {
  if (ours[action].work.length === 0) return [];
  const entry = (title: string, part: keyof Cost): Entry => ({
    name: title,
    unit: 'ms',
    value: median(ours[action][part]),
    peers: Object.fromEntries(
      [...beside].map(([peer, costs]) => [peer, Math.round(median(costs[action][part]))]),
    ),
  });
  return [
    { ...entry(name, 'work'), ...(budget !== undefined && { budget }) },
    entry(`${name}, on the clock`, 'clock'),
  ];
}
