import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Run } from '../../src/model/run';
import { startBrowser } from '../support/editor';
import { chart, openCharts } from './chartsPage';
import { makeRuns } from './runData';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** What the runs that are drawn have as `hit_rate`: six, and the baseline. */
const rates = [0.3, Number.NaN, 0.9, Number.POSITIVE_INFINITY, -0.2, 0.5, 0, 0, 0, 0.7];

function ratedRuns(): Run[] {
  return makeRuns({ count: 60, furtherMetrics: 2 }).map((run, index) => {
    const point = { value: rates[index] ?? 0, step: 0 };
    return {
      ...run,
      metrics: [...run.metrics, { name: 'hit_rate', latest: point, points: [point] }],
    };
  });
}

it('has a picture and a table of every kind of chart; bars stand best first', async () => {
  const charts = [
    chart('line'),
    chart('parallel'),
    chart('scatter'),
    chart('bars', { metric: 'hit_rate' }),
    chart('importance'),
    chart('correlation'),
  ];
  const runs = ratedRuns();
  const { view, page, host, card } = await openCharts(browser, charts, { runs });
  await using _view = view;
  await page.getByText(/The trees foretell/).waitFor();
  await page.getByText(/^Spearman’s rank correlation over/).waitFor();
  const kinds = [
    { title: 'AUC', file: 'AUC-over-the-step', paths: 7, head: 'points', rows: 7 },
    {
      title: 'Parallel coordinates',
      file: 'Parallel-coordinates',
      paths: 60,
      head: 'AUC',
      rows: 60,
    },
    { title: 'AUC against fit_s', file: 'AUC-against-fit_s', paths: 1, head: 'fit_s', rows: 60 },
    {
      title: 'hit_rate of each run',
      file: 'hit_rate-of-each-run',
      paths: 0,
      head: 'hit_rate',
      rows: 7,
    },
    {
      title: 'Importance for AUC',
      file: 'Importance-of-parameters-for-AUC',
      paths: 0,
      head: 'importance',
      rows: 5,
    },
    {
      title: 'Correlation with AUC',
      file: 'Correlation-with-AUC',
      paths: 1,
      head: 'runs',
      rows: 10,
    },
  ];
  for (const { title, file, paths, head, rows } of kinds) {
    const own = card(title);
    const from = host.saved.length;
    await own.getByRole('button', { name: `Options of ${title}` }).click();
    await own.getByRole('button', { name: 'Save as SVG' }).click();
    await expect.poll(() => host.saved.length).toBe(from + 1);
    await own.getByRole('button', { name: 'Save as PNG' }).click();
    await expect.poll(() => host.saved.length).toBe(from + 2);
    const [svg, png] = host.saved.slice(from);
    expect([svg?.name, png?.name]).toEqual([`${file}.svg`, `${file}.png`]);
    expect([...png!.bytes.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    const text = new TextDecoder().decode(svg?.bytes);
    expect(text.match(/<path /g)?.length ?? 0, title).toBeGreaterThanOrEqual(paths);
    expect(text.match(/<text /g)!.length, title).toBeGreaterThan(4);
    expect(text.match(/<(path|rect|circle|polygon)/g)!.length, title).toBeGreaterThan(rows / 2);
    await own.getByRole('button', { name: `Show ${title} as a table` }).click();
    await own.getByRole('columnheader', { name: head, exact: true }).waitFor();
    await expect.poll(() => own.locator('tbody tr').count(), { message: title }).toBe(rows);
    expect(await own.locator('canvas').count()).toBe(0);
    await own.getByRole('button', { name: `Show ${title} as a chart` }).click();
    await own.locator('canvas').first().waitFor();
  }
  const bars = card('hit_rate of each run');
  expect(await bars.locator('figcaption').innerText()).toBe(
    '5 runs, last values; 2 not shown: not finite, or after the first 40',
  );
  const svg = new TextDecoder().decode(
    host.saved.find(({ name }) => name === 'hit_rate-of-each-run.svg')?.bytes,
  );
  const written = [...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text);
  const best = [2, 9, 5, 0, 4].map((index) => runs[index]!.name);
  expect(written.filter((text) => best.includes(text ?? ''))).toEqual(best);
  expect(view.alarms).toEqual([]);
});

it('draws every chart anew in another theme at once, and as before when it comes back', async () => {
  const charts = [
    chart('line'),
    chart('parallel'),
    chart('scatter'),
    chart('bars'),
    chart('correlation'),
  ];
  const { view, page, host, card } = await openCharts(browser, charts);
  await using _view = view;
  await page.getByText(/^Spearman’s rank correlation over/).waitFor();
  const pictures = (): Promise<string[]> =>
    page
      .locator('.chart-card canvas:not(.plot-over)')
      .evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
  await expect.poll(async () => (await pictures()).length).toBe(5);
  const dark = await pictures();
  await view.setTheme('light');
  await expect
    .poll(async () => (await pictures()).filter((one, index) => one !== dark[index]).length)
    .toBe(5);
  await card('AUC of each run')
    .getByRole('button', { name: /^Options of/ })
    .click();
  await card('AUC of each run').getByRole('button', { name: 'Save as SVG' }).click();
  await expect.poll(() => host.saved.length).toBe(1);
  const svg = new TextDecoder().decode(host.saved[0]?.bytes);
  expect(svg).toContain('#066fc2');
  expect(svg).not.toContain('#4daafc');
  await view.screenshot('charts-themed');
  await view.setTheme('dark');
  await expect.poll(async () => (await pictures()).join()).toBe(dark.join());
  expect(view.alarms).toEqual([]);
});
