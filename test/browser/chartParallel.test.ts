import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Run } from '../../src/model/run';
import { startBrowser } from '../support/editor';
import { chart, openCharts } from './chartsPage';
import { makeRuns } from './runData';
import { keptPlace } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it('turns, moves and sets axes by keys, and brushes numbers, categories and runs without a value', async () => {
  const runs = makeRuns({ count: 60 });
  const keys = ['param.n_estimators', 'param.criterion', 'param.max_leaf_nodes', 'metric.AUC'];
  const axes = keys.map((key) => ({ key, flip: false, log: false }));
  const { view, page, host, card } = await openCharts(browser, [chart('parallel', { axes })], {
    runs,
  });
  await using _view = view;
  const own = card('Parallel coordinates');
  const head = (name: string) => own.locator('.axis-head button', { hasText: name }).first();
  const kept = () => host.kept.of(keptPlace).charts?.[0]?.axes;
  const picture = (): Promise<string> =>
    own.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const before = await picture();
  await head('n_estimators').press('l');
  await own.getByText('n_estimators (log)').waitFor();
  await expect.poll(picture).not.toBe(before);
  const logarithmic = await picture();
  await head('n_estimators').press('f');
  await own.getByText('↓ n_estimators (log)').waitFor();
  await expect.poll(picture).not.toBe(logarithmic);
  await head('n_estimators').press('ArrowRight');
  await expect
    .poll(() => kept()?.map(({ key }) => key))
    .toEqual([keys[1], keys[0], keys[2], keys[3]]);
  expect(kept()?.[1]).toEqual({ key: keys[0], flip: true, log: true });

  const param = (run: Run, name: string) => run.params.find((one) => one.name === name)?.value;
  const inBrush = (fits: (run: Run) => boolean): Promise<void> =>
    own.getByText(`${runs.filter(fits).length} of 60 runs in brush`).waitFor();
  await head('criterion').press('Enter');
  const criterion = own.getByRole('group', { name: 'Brush of criterion' });
  await criterion.getByLabel('gini').check();
  const gini = (run: Run): boolean => param(run, 'criterion') === 'gini';
  await inBrush(gini);
  await head('criterion').press('Enter');
  await head('n_estimators').press('Enter');
  const trees = own.getByRole('group', { name: 'Brush of n_estimators' });
  await trees.getByLabel('from').fill('300');
  await trees.getByLabel('from').blur();
  await trees.getByLabel('to').fill('500');
  await trees.getByLabel('to').blur();
  const some = (run: Run): boolean => {
    const count = Number(param(run, 'n_estimators'));
    return gini(run) && count >= 300 && count <= 500;
  };
  await inBrush(some);
  await view.screenshot('charts-brush-form');
  // The wrong way round is said in words; what was typed and what was brushed stay.
  const from = trees.getByLabel('from');
  await from.fill('700');
  await from.blur();
  const sentence =
    '“from” (700) is above “to” (500): no value lies between them. The brush stays as it was.';
  await trees.getByRole('alert').getByText(sentence).waitFor();
  const described = await from.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).innerText()).toBe(sentence);
  expect(await from.getAttribute('aria-invalid')).toBe('true');
  expect([await from.inputValue(), await trees.getByLabel('to').inputValue()]).toEqual([
    '700',
    '500',
  ]);
  await inBrush(some);
  await view.screenshot('charts-brush-wrong');
  // An end that is left empty is open.
  await from.fill('');
  await from.blur();
  await trees.getByRole('alert').waitFor({ state: 'detached' });
  await inBrush((run) => gini(run) && Number(param(run, 'n_estimators')) <= 500);
  await trees.getByRole('button', { name: 'Clear' }).click();
  await inBrush(gini);
  await head('n_estimators').press('Enter');

  // The band at the foot of an axis: runs without a value.
  const without = (run: Run): boolean => gini(run) && param(run, 'max_leaf_nodes') === undefined;
  const label = (await head('max_leaf_nodes').boundingBox())!;
  const box = (await own.locator('.parallel').boundingBox())!;
  const foot = [label.x + label.width / 2, box.y + box.height - 10] as const;
  await page.mouse.click(...foot);
  await inBrush(without);
  await page.mouse.click(...foot);
  await inBrush(gini);
  await head('max_leaf_nodes').press('Enter');
  await own.getByRole('group', { name: 'Brush of max_leaf_nodes' }).getByLabel('no value').check();
  await inBrush(without);
  await page.getByRole('button', { name: 'Put the brush into the query' }).click();
  const query = page.getByRole('combobox', { name: 'Filter runs' });
  await expect.poll(() => query.inputValue()).toContain('max_leaf_nodes is missing');
  await own.getByText(`${runs.filter(without).length} runs`, { exact: true }).waitFor();
  await head('max_leaf_nodes').press('Escape');
  await head('max_leaf_nodes').press('Delete');
  await expect.poll(() => kept()?.length).toBe(3);
  expect(view.alarms).toEqual([]);
});
