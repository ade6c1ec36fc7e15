import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, type Theme, themes } from './harness';
import { hostileName, makeRuns } from './runData';
import { keptPlace, runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(theme: Theme = 'dark', hostile = false) {
  const host = runsHost(makeRuns({ count: 60, furtherMetrics: 2, hostile }));
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    theme,
    height: 1_300,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  view.server.notify('state', host.state);
  await view.page.locator('.charts canvas').first().waitFor();
  await view.page.getByText(/The trees foretell/).waitFor();
  return { view, host, page: view.page };
}

describe.each(themes)('charts in %s', (theme) => {
  it('have no serious violation', async () => {
    const { view, page } = await open(theme);
    await using _view = view;
    expect(await seriousViolations(page)).toEqual([]);
    await view.screenshot(`charts-${theme}`);
    expect(view.alarms).toEqual([]);
  });
});

it('brushes an axis, and puts the brush into the query', async () => {
  const { view, page } = await open();
  await using _view = view;
  const box = (await page.locator('.parallel').boundingBox())!;
  const head = (await page.getByRole('button', { name: 'n_estimators' }).last().boundingBox())!;
  const x = head.x + head.width / 2;
  await page.mouse.move(x, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(x, box.y + 110, { steps: 4 });
  await page.mouse.up();
  await page.getByText(/\d+ of 60 runs in brush/).waitFor();
  await view.screenshot('charts-brushed');
  await page.getByRole('button', { name: 'Put the brush into the query' }).click();
  await expect
    .poll(() =>
      page
        .locator('.charts')
        .getByText(/^\d+ runs$/)
        .count(),
    )
    .toBeGreaterThan(0);
  expect(await page.getByText(/in brush/).count()).toBe(0);
});

it('saves a chart as vectors that name every run and hold no markup of theirs', async () => {
  const { view, page, host } = await open('dark', true);
  await using _view = view;
  const card = page.getByRole('region', { name: 'AUC', exact: true });
  await card.getByRole('button', { name: 'Options of AUC' }).click();
  await card.getByRole('button', { name: 'Save as SVG' }).click();
  await expect.poll(() => host.saved.length).toBe(1);
  const [file] = host.saved;
  expect(file?.name).toBe('AUC-over-the-step.svg');
  const svg = new TextDecoder().decode(file?.bytes);
  expect(svg).toContain(hostileName.slice(0, 5).replace('<', '&lt;'));
  expect(svg).not.toMatch(/<img|<script|<image/);
  expect(svg.match(/<path /g)!.length).toBeGreaterThan(10);
  await card.getByRole('button', { name: 'Save as PNG' }).click();
  await expect.poll(() => host.saved.length).toBe(2);
  expect([...host.saved[1]!.bytes.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(view.alarms).toEqual([]);
});

it('moves along points by keyboard, says them, zooms and shows all again', async () => {
  const { view, page } = await open();
  await using _view = view;
  const chart = page.getByRole('figure', { name: 'AUC over the step' });
  await chart.locator('.plot').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('End');
  await expect.poll(() => chart.locator('[aria-live]').innerText()).toMatch(/step \d+: 0\.\d+/);
  await page.keyboard.press('+');
  await chart.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(() => chart.getByRole('button', { name: 'Show all' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Show AUC as a table' }).click();
  await chart.getByRole('columnheader', { name: 'points' }).waitFor();
});

it('keeps what was added, moved and removed', async () => {
  const { view, page, host } = await open();
  await using _view = view;
  await page.getByRole('combobox', { name: 'Add a chart' }).selectOption('bars');
  await page.getByRole('region', { name: 'AUC of each run' }).waitFor();
  await page.getByRole('button', { name: 'Options of Parallel coordinates' }).click();
  await page.getByRole('button', { name: 'Remove Parallel coordinates' }).click();
  await expect
    .poll(() => host.kept.of(keptPlace).charts?.map(({ kind }) => kind))
    .toEqual(['bars', 'line', 'scatter', 'importance']);
  await expect
    .poll(() =>
      page
        .locator('.chart-card')
        .evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label'))),
    )
    .toEqual(['AUC of each run', 'AUC', 'AUC against fit_s', 'Importance for AUC']);
});

it('gives the charts the width that is dragged or chosen by keys, and keeps it', async () => {
  const { view, page, host } = await open();
  await using _view = view;
  const pane = page.getByRole('complementary', { name: 'Charts' });
  const bar = page.getByRole('separator', { name: 'Width of the charts' });
  const width = async (): Promise<number> => Math.round((await pane.boundingBox())!.width);
  const whole = (await page.locator('.runs-body').boundingBox())!.width;
  expect(await width()).toBeLessThan(whole * 0.4);
  const before = await width();
  await bar.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(width).toBe(before + 16);
  const box = (await bar.boundingBox())!;
  await page.mouse.move(box.x + 2, box.y + 100);
  await page.mouse.down();
  await page.mouse.move(box.x - 98, box.y + 100, { steps: 4 });
  await page.mouse.up();
  await expect.poll(width).toBe(before + 116);
  await expect.poll(() => host.kept.of(keptPlace).chartsWidth).toBe(before + 116);
  expect(await bar.getAttribute('aria-valuenow')).toBe(String(before + 116));
  await page.keyboard.press('Home');
  await expect.poll(width).toBe(240);
  await bar.dblclick();
  await expect.poll(width).toBe(before);
  await page.setViewportSize({ width: 800, height: 900 });
  await expect.poll(() => bar.isVisible()).toBe(false);
  const table = (await page.getByRole('grid').boundingBox())!;
  expect((await pane.boundingBox())!.y).toBeGreaterThan(table.y + table.height - 2);
});

it('brushes a box of the scatter for the table, the lines and the other charts, and lets it go', async () => {
  const { view, page } = await open();
  await using _view = view;
  const over = page.getByRole('figure', { name: 'AUC against fit_s' }).locator('.u-over');
  const box = (await over.boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.6, { steps: 5 });
  await page.mouse.up();
  const said = await page.locator('.brush-bar').innerText();
  const count = Number(/(\d+) runs? in brush/.exec(said)?.[1]);
  expect(count).toBeGreaterThan(3);
  await page.getByText(`${count} of 60 runs in brush`).waitFor();
  await expect.poll(() => page.locator('.table-body .row.brushed').count()).toBeGreaterThan(0);
  await view.screenshot('charts-box');
  await page.getByRole('group', { name: /Escape clears the brush/ }).press('Escape');
  await expect.poll(() => page.locator('.row.brushed').count()).toBe(0);
});

it('marks in the table what is under the pointer of a chart, and goes there on a click', async () => {
  const { view, page } = await open();
  await using _view = view;
  const figure = page.getByRole('figure', { name: 'AUC against fit_s' });
  const over = figure.locator('.u-over');
  const box = (await over.boundingBox())!;
  await figure.locator('.plot').focus();
  await page.keyboard.press('ArrowRight');
  const ring = (await figure.locator('.point-ring').boundingBox())!;
  await page.mouse.move(ring.x + ring.width / 2, ring.y + ring.height / 2);
  await page.mouse.move(ring.x + ring.width / 2 + 1, ring.y + ring.height / 2);
  expect(ring.x).toBeGreaterThan(box.x - 10);
  await page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
  const focused = page.locator('.table-body .row.focused');
  await focused.waitFor();
  await expect.poll(() => focused.getAttribute('class')).toContain('hovered');
  await focused.hover();
  await figure.locator('.point-ring').waitFor();
});

it('zooms one axis by the wheel, pans, zooms to a dragged part, and shows all on a double click', async () => {
  const { view, page } = await open();
  await using _view = view;
  const chart = page.getByRole('figure', { name: 'AUC over the step' });
  const over = chart.locator('.u-over');
  const box = (await over.boundingBox())!;
  const note = (): Promise<string> => chart.locator('figcaption').innerText();
  const points = async (): Promise<number> => Number(/(\d+) points/.exec(await note())?.[1]);
  const all = await points();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height + 8);
  await page.mouse.wheel(0, -240);
  await expect.poll(note).toContain('in view');
  const zoomed = await points();
  expect(zoomed).toBeLessThan(all);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.down('Shift');
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 3 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect.poll(points).not.toBe(zoomed);
  await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
  await expect.poll(points).toBe(all);
  expect(await note()).not.toContain('in view');
  await page.mouse.move(box.x + 10, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 64, { steps: 4 });
  await page.mouse.up();
  await expect.poll(note).toContain('in view');
  await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height + 8);
  await expect.poll(points).toBe(all);
});

it('shows means of groups with a band, raw lines behind smoothed ones, and what goes along with a metric', async () => {
  const { view, page } = await open();
  await using _view = view;
  const card = page.getByRole('region', { name: 'AUC', exact: true });
  await card.getByRole('button', { name: 'Options of AUC' }).click();
  await card.getByLabel('group by').selectOption({ label: 'criterion' });
  await card.getByText(/Lines are means of \d+ runs.*band: lowest to highest/).waitFor();
  await card.getByLabel('band').selectOption({ label: 'standard deviation' });
  await card.getByText(/band: one standard deviation/).waitFor();
  await card.getByLabel('group by').selectOption({ label: 'nothing' });
  const picture = (): Promise<string> =>
    card
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const raw = await picture();
  await page.getByRole('slider', { name: 'smooth' }).fill('0.8');
  await expect.poll(picture).not.toBe(raw);
  await page.getByRole('combobox', { name: 'Add a chart' }).selectOption('correlation');
  const correlation = page.getByRole('region', { name: 'Correlation with AUC' });
  await correlation.getByRole('button', { name: 'Show Correlation with AUC as a table' }).click();
  await correlation.getByRole('row', { name: /f1-score \+0\.\d+/ }).waitFor();
  await correlation.getByRole('row', { name: /n_estimators \(param\)/ }).waitFor();
  await view.screenshot('charts-grouped');
});

it('draws a chart once somebody sees it, and looks for importance only while it is seen', async () => {
  const host = runsHost(makeRuns({ count: 60, furtherMetrics: 2 }));
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    height: 520,
  });
  await using _view = view;
  const { page } = view;
  view.server.notify('state', host.state);
  await page.locator('.charts canvas').first().waitFor();
  const last = page.getByRole('region', { name: /^Importance for/ });
  await page.waitForTimeout(300);
  expect(await last.locator('canvas').count()).toBe(0);
  await last.scrollIntoViewIfNeeded();
  const said = last.getByText(/The trees foretell/);
  await said.waitFor();
  expect(await said.innerText()).toContain('From 60 runs');
  await page.locator('.charts').evaluate((pane) => pane.scrollTo({ top: 0 }));
  await page.getByRole('combobox', { name: 'Filter runs' }).fill('AUC > 0.8');
  await page.getByText(/^\d+ match$/).waitFor();
  // Longer than it would wait for the typing to end, and grow its trees.
  await page.waitForTimeout(700);
  expect(await said.innerText()).toContain('From 60 runs');
  await last.scrollIntoViewIfNeeded();
  await expect.poll(() => said.innerText()).not.toContain('From 60 runs');
  expect(view.alarms).toEqual([]);
});
