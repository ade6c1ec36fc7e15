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
