import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser } from '../support/editor';
import { chart, openCharts } from './chartsPage';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const all = [
  chart('parallel'),
  chart('scatter'),
  chart('bars'),
  chart('importance'),
  chart('correlation'),
];

it('has a cursor in every chart that says each thing, and selects the run it is on', async () => {
  const { view, page, card } = await openCharts(browser, all);
  await using _view = view;
  const run = String.raw`[a-z]+-[a-z]+-\d+`;
  const said = {
    'Parallel coordinates': new RegExp(`^${run}: .*n_estimators \\d+.*, AUC 0\\.\\d+$`),
    'AUC against fit_s': new RegExp(`^${run}: fit_s [\\d.]+, AUC 0\\.\\d+$`),
    'AUC of each run': new RegExp(`^${run}: 0\\.\\d+$`),
    'Importance for AUC': /^\w+: importance \d+ %, correlation [+−–]/,
    'Correlation with AUC': /^.+: correlation [+−]\d\.\d\d over \d+ runs$/,
  };
  for (const [title, sentence] of Object.entries(said)) {
    const cursor = card(title).locator('[aria-roledescription]');
    const heard = (): Promise<string> => card(title).locator('[aria-live]').innerText();
    await cursor.focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(heard).toMatch(sentence);
    const first = await heard();
    await page.keyboard.press('ArrowDown');
    await expect.poll(heard).not.toBe(first);
    await page.keyboard.press('End');
    const last = await heard();
    await page.keyboard.press('ArrowDown');
    await expect.poll(heard).toBe(first);
    await page.keyboard.press('ArrowUp');
    await expect.poll(heard).toBe(last);
    expect(last).toMatch(sentence);
    if (title.startsWith('Importance') || title.startsWith('Correlation')) {
      expect(await card(title).locator('.bar-cursor').count()).toBe(1);
    }
  }
  await view.screenshot('charts-keys');
  // The bars are of the runs drawn, best first: their lines in the table are those marked.
  await card('AUC of each run').locator('[aria-roledescription]').focus();
  await page.keyboard.press('Home');
  const name = (await card('AUC of each run').locator('[aria-live]').innerText()).split(':')[0]!;
  await page.keyboard.press('Enter');
  const chosen = page.locator('.table-body [aria-selected=true]');
  await expect.poll(() => chosen.allInnerTexts().then((texts) => texts.join())).toContain(name);
  expect(await chosen.count()).toBe(1);
  expect(view.alarms).toEqual([]);
});

it('selects the runs of lines, points and bars by Enter and by a click with Ctrl', async () => {
  const charts = [chart('line'), chart('scatter'), chart('parallel'), chart('bars')];
  const { view, page, card } = await openCharts(browser, charts);
  await using _view = view;
  const chosen = page.locator('.table-body [aria-selected=true]');
  const saidSelected = (count: number) => page.getByText(`${count} selected`).first().waitFor();
  await card('AUC').locator('[aria-roledescription]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await saidSelected(1);
  await expect.poll(() => chosen.count()).toBe(1);
  await card('Parallel coordinates').locator('[aria-roledescription]').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await saidSelected(2);
  const scatter = card('AUC against fit_s');
  await scatter.locator('.plot').focus();
  await page.keyboard.press('End');
  const ring = (await scatter.locator('.point-ring').boundingBox())!;
  const at = [ring.x + ring.width / 2, ring.y + ring.height / 2] as const;
  await page.mouse.move(at[0] + 1, at[1]);
  await page.mouse.move(...at);
  await page.keyboard.down('Control');
  await page.mouse.click(...at);
  await page.keyboard.up('Control');
  await saidSelected(3);
  // Now the bars are those of the selected runs and of the baseline.
  const bars = card('AUC of each run');
  await bars.getByText('4 runs').waitFor();
  const box = (await bars.locator('canvas').boundingBox())!;
  await page.mouse.move(box.x + 60, box.y + 10);
  await page.mouse.move(box.x + 62, box.y + 12);
  await bars.locator('.bar-cursor').waitFor();
  await expect.poll(() => page.locator('.table-body .row.hovered').count()).toBeGreaterThan(0);
  const pointed = await page.locator('.row.hovered').first().getAttribute('aria-selected');
  await page.mouse.click(box.x + 62, box.y + 12);
  await page.locator('.row.focused').first().waitFor();
  await page.keyboard.down('Control');
  await page.mouse.click(box.x + 62, box.y + 12);
  await page.keyboard.up('Control');
  await saidSelected(pointed === 'true' ? 2 : 4);
});
