import { type Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Metric, type Run } from '../../src/model/run';
import { startBrowser } from '../support/editor';
import { chart, openCharts } from './chartsPage';
import { makeRuns } from './runData';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** Every run but the third one knows when it logged; `shift` is −3, −2, … */
function timedRuns(): Run[] {
  return makeRuns({ count: 60 }).map((run, index) => {
    const shift = { value: index - 3, step: 0 };
    const metrics = run.metrics.map((metric): Metric => {
      const points = metric.points.map((point) =>
        index === 2 ? point : { ...point, at: Date.UTC(2026, 8, 18, 12) + point.step * 60_000 },
      );
      return { ...metric, points };
    });
    return { ...run, metrics: [...metrics, { name: 'shift', latest: shift, points: [shift] }] };
  });
}

const choice = (card: Locator, label: string): Locator =>
  card.locator('.choice', { has: card.page().getByText(label, { exact: true }) }).locator('select');
const notes = (card: Locator) => (): Promise<string> => card.locator('figcaption').innerText();

it('draws lines along times and metrics, on log axes, and says which points have no place there', async () => {
  const { view, card } = await openCharts(browser, [chart('line')], { runs: timedRuns() });
  await using _view = view;
  const line = card('AUC');
  const drawn = (along: string): Promise<void> =>
    line.getByRole('figure', { name: `AUC over ${along}`, exact: true }).waitFor();
  await line.getByRole('button', { name: 'Options of AUC' }).click();
  await drawn('the step');
  await expect.poll(notes(line)).toContain('287 points.');
  await line.getByLabel('log x').check();
  await expect
    .poll(notes(line))
    .toContain('280 points. 7 points at or below 0 have no place on a log axis.');
  await line.getByLabel('log x').uncheck();
  await choice(line, 'along').selectOption({ label: 'wall time' });
  await drawn('the time');
  await expect.poll(notes(line)).toContain('246 points. 1 run not shown: no times known.');
  await choice(line, 'along').selectOption({ label: 'time since the start' });
  await drawn('the time since the start');
  await line.locator('.plot').focus();
  await view.page.keyboard.press('End');
  await expect.poll(() => line.locator('[aria-live]').innerText()).toMatch(/after [\d.]+ h: 0\./);
  await choice(line, 'along').selectOption({ label: 'log_loss' });
  await drawn('log_loss');
  await expect.poll(notes(line)).toContain('287 points.');
  await choice(line, 'along').selectOption({ label: 'step' });
  await choice(line, 'metric').selectOption({ label: 'log_loss' });
  await view.page.getByRole('figure', { name: 'log_loss over the step' }).waitFor();
  expect(view.alarms).toEqual([]);
});

it('shows any two columns as points coloured by a third, on log axes too', async () => {
  const { view, page, host } = await openCharts(browser, [chart('scatter')], { runs: timedRuns() });
  await using _view = view;
  const scatter = page.locator('.chart-card');
  await scatter.getByRole('button', { name: /^Options of/ }).click();
  await choice(scatter, 'x').selectOption({ label: 'shift' });
  await choice(scatter, 'y').selectOption({ label: 'criterion' });
  await scatter.getByRole('figure', { name: 'criterion against shift' }).waitFor();
  await scatter.getByLabel('log x').check();
  await expect.poll(notes(scatter)).toContain('56 runs; 4 without a value above 0');
  await choice(scatter, 'y').selectOption({ label: 'log_loss' });
  await choice(scatter, 'colour').selectOption({ label: 'criterion' });
  await expect
    .poll(() => scatter.locator('.color-label').allInnerTexts())
    .toEqual(['entropy', 'gini']);
  const colors = async (): Promise<number> => {
    const before = host.saved.length;
    await scatter.getByRole('button', { name: 'Save as SVG' }).click();
    await expect.poll(() => host.saved.length).toBe(before + 1);
    const svg = new TextDecoder().decode(host.saved.at(-1)?.bytes);
    return new Set(svg.match(/(?<=fill=")[^"]+/g)).size;
  };
  const ofTwo = await colors();
  await choice(scatter, 'colour').selectOption({ label: 'shift' });
  await scatter.locator('.ramp').waitFor();
  await expect.poll(notes(scatter)).toMatch(/shift: −3.*56/s);
  await expect.poll(colors).toBeGreaterThan(ofTwo + 20);
  await view.screenshot('charts-colored');
  expect(view.alarms).toEqual([]);
});

it('zooms y alone by wheel and keys, moves the cursors of all charts, and counts what it draws of long curves', async () => {
  const runs = makeRuns({ count: 8 });
  const points = Array.from({ length: 10_000 }, (_one, step) => ({
    step,
    value: Math.sin(step / 40),
  }));
  const long = { name: 'wave', points, latest: points.at(-1)! };
  const withLong = runs.map((run, index) =>
    index === 0 ? { ...run, metrics: [...run.metrics, long] } : run,
  );
  const charts = [
    chart('line'),
    chart('line', { id: 'loss', metric: 'log_loss' }),
    chart('line', { id: 'wave', metric: 'wave' }),
  ];
  const { view, page, card } = await openCharts(browser, charts, { runs: withLong });
  await using _view = view;
  const line = card('AUC');
  const note = notes(line);
  const over = (await line.locator('.u-over').boundingBox())!;
  const left = [over.x - 20, over.y + over.height / 2] as const;
  await expect.poll(note).toMatch(/^\d+ points\.$/);
  const all = parseInt(await note());
  /** All points along x are in view: it is y that was zoomed. */
  const zoomedY = (): Promise<void> =>
    expect.poll(note).toMatch(new RegExp(`^${all} points in view`));
  const whole = (): Promise<void> => expect.poll(note).toMatch(/^\d+ points\.$/);
  await page.mouse.move(...left);
  await page.mouse.wheel(0, -200);
  await zoomedY();
  await page.mouse.dblclick(...left);
  await whole();
  await page.mouse.move(over.x + 90, left[1]);
  await page.keyboard.down('Alt');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Alt');
  await zoomedY();
  await line.locator('.plot').focus();
  await page.keyboard.press('0');
  await whole();
  await page.keyboard.press('*');
  await zoomedY();
  await page.keyboard.press('/');
  await whole();

  await page.mouse.move(over.x + 60, over.y + 40);
  await page.mouse.move(over.x + 64, over.y + 40);
  const title = (name: string): Promise<string> =>
    card(name).locator('.cursor-box .faint').first().innerText();
  await expect.poll(() => title('AUC')).toMatch(/^step \d+$/);
  await expect.poll(() => title('log_loss')).toBe(await title('AUC'));
  await page.mouse.move(over.x + 110, over.y + 40);
  await expect.poll(() => title('log_loss')).toBe(await title('AUC'));

  const wave = card('wave');
  const shown = notes(wave);
  const counted = async (): Promise<number[]> =>
    (/^Showing ([\d,]+) of ([\d,]+) points/.exec(await shown()) ?? [])
      .slice(1)
      .map((text) => Number(text.replaceAll(',', '')));
  await expect.poll(counted).toHaveLength(2);
  const [few, many] = await counted();
  expect(many).toBe(10_000);
  const area = (await wave.locator('.u-over').boundingBox())!;
  expect(few).toBeLessThanOrEqual(2 * area.width + 4);
  expect(few).toBeGreaterThan(area.width);
  await page.mouse.move(area.x + area.width / 2, area.y + area.height + 8);
  await page.mouse.wheel(0, -200);
  await expect.poll(shown).toMatch(/points in view: lowest and highest of each pixel/);
  const [, inView] = await counted();
  expect(inView).toBeLessThan(9_000);
  for (let turn = 0; turn < 8; turn++) await page.mouse.wheel(0, -240);
  await expect.poll(shown).toMatch(/^\d+ points in view\./);
  expect(view.alarms).toEqual([]);
});
