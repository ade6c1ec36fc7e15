import { type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelContract } from '../../src/webviews/model/contract';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView } from './harness';
import { modelHandlers, modelState } from './modelData';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** 1280 × 800 at 400 %. */
const size = { width: 320, height: 200 };

/** What can be pushed sideways; tables may, and the strip of views. */
function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll<HTMLElement>('body, body *')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
      .filter((one) => ['auto', 'scroll', 'visible'].includes(getComputedStyle(one).overflowX))
      .filter((one) => getComputedStyle(one).display !== 'inline')
      .filter(
        (one) =>
          !one.closest('.table, .cmp-scroll, pre, svg, .u-wrap, .view-chips, .versions-scroll'),
      )
      .map((one) => `${one.tagName} ${one.className} ${one.scrollWidth} > ${one.clientWidth}`),
  );
}

/** Scrolls there, and says how much of it can be seen at once, px. */
async function seen(part: Locator): Promise<{ width: number; height: number }> {
  return part.evaluate((element) => {
    element.scrollIntoView({ block: 'nearest' });
    let { left, right, top, bottom } = element.getBoundingClientRect();
    for (let box = element.parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflow === 'visible') continue;
      const around = box.getBoundingClientRect();
      left = Math.max(left, around.left);
      right = Math.min(right, around.right);
      top = Math.max(top, around.top);
      bottom = Math.min(bottom, around.bottom);
    }
    return {
      width: Math.min(right, innerWidth) - Math.max(left, 0),
      height: Math.min(bottom, innerHeight) - Math.max(top, 0),
    };
  });
}

/** All of a box can be seen where the page stands now. */
function inView(box: Awaited<ReturnType<Locator['boundingBox']>>): boolean {
  return (
    box !== null &&
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= size.width &&
    box.y + box.height <= size.height
  );
}

describe('at 400 %', () => {
  it('the pages of runs are whole: table, charts, details, comparison, promotion', async () => {
    const runs = makeRuns({ count: 40, furtherMetrics: 4 });
    const host = runsHost(runs);
    await using view = await openView(browser, {
      name: 'runs',
      contract: runsContract,
      handlers: host.handlers,
      ...size,
    });
    host.onState = (state) => view.server.notify('state', state);
    view.server.notify('state', host.state);
    const { page } = view;
    const grid = page.getByRole('grid', { name: 'Runs' });
    const rows = grid.locator('.table-body [role=row]');
    await rows.nth(1).waitFor();
    const whole = async (name: string): Promise<void> => {
      await view.screenshot(`zoomed-${name}`);
      expect(await sideways(page), name).toEqual([]);
    };
    expect((await seen(grid)).height).toBeGreaterThan(150);
    await rows.nth(1).getByRole('checkbox').click();
    await rows.nth(2).getByRole('checkbox').click();
    await whole('table');
    const chart = page.locator('.charts canvas').first();
    await chart.waitFor();
    await expect.poll(async () => (await seen(chart)).height).toBeGreaterThan(100);
    await whole('charts');

    await grid.focus();
    for (const key of ['Control+Home', 'ArrowUp', 'ArrowRight', 'Shift+F10']) {
      await page.keyboard.press(key);
    }
    const menu = page.getByRole('menu');
    expect(inView(await menu.boundingBox())).toBe(true);
    await page.keyboard.press('End');
    await whole('menu');
    await page.keyboard.press('Enter');
    const chooser = page.getByRole('dialog', { name: 'Columns' });
    await chooser.waitFor();
    const columns = (await chooser.boundingBox())!;
    expect(columns.x).toBeGreaterThanOrEqual(0);
    expect(columns.x + columns.width).toBeLessThanOrEqual(size.width);
    expect((await seen(chooser.getByRole('button', { name: 'As they come' }))).height).toBe(22);
    await whole('columns');
    await page.keyboard.press('Escape');

    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Details of the run' });
    await expect
      .poll(async () => (await seen(details.getByRole('heading'))).height)
      .toBeGreaterThan(15);
    await whole('details');
    const last = details.getByRole('rowheader').last();
    await expect.poll(async () => (await seen(last)).height).toBeGreaterThan(15);
    await page.keyboard.press('Escape');
    await expect.poll(() => details.count()).toBe(0);

    await page.getByRole('button', { name: 'Compare 2' }).click();
    const card = page.locator('.card').first();
    await card.waitFor();
    expect(await seen(card)).toMatchObject({ width: size.width });
    expect((await seen(card)).height).toBeGreaterThan(70);
    await whole('compare');
    const file = page.getByRole('button', { name: 'model/MLmodel' });
    await file.waitFor();
    expect((await seen(file)).height).toBeGreaterThan(15);
    await file.click();
    await page.getByText('artifact_path: model').first().waitFor();
    await whole('compare-files');
    await page.getByRole('button', { name: 'Promote…' }).click();
    const card2 = page.getByRole('textbox', { name: /Model card/ });
    await expect.poll(() => card2.inputValue()).toContain('Promoted from run');
    expect((await seen(card2)).width).toBeGreaterThan(250);
    await whole('promote');
    await page.getByRole('button', { name: /^Promote as/ }).click();
    await page
      .getByRole('status')
      .getByText(/loan-prediction-demo \d/)
      .waitFor();
    await whole('promoted');
    expect(view.alarms).toEqual([]);
  });

  it('the page of a model is whole: versions, files, aliases, description', async () => {
    await using view = await openView(browser, {
      name: 'model',
      contract: modelContract,
      handlers: modelHandlers,
      ...size,
    });
    view.server.notify('state', modelState());
    const { page } = view;
    await page.locator('h1').waitFor();
    expect(await sideways(page)).toEqual([]);
    const version = page.getByRole('button', { name: '0.1.0', exact: true });
    expect((await seen(version)).height).toBeGreaterThan(15);
    await view.screenshot('zoomed-model');
    const alias = page.getByRole('button', { name: 'Set an alias of version 0.1.0…' });
    expect(inView(await seen(alias).then(() => alias.boundingBox()))).toBe(true);
    await view.screenshot('zoomed-model-actions');
    await page.getByRole('button', { name: '7 files' }).first().click();
    const file = page.getByText('model/<img src=x');
    await file.waitFor();
    expect((await seen(file)).height).toBeGreaterThan(15);
    await page.getByRole('button', { name: 'Edit' }).click();
    const area = page.getByRole('textbox', { name: 'Description in Markdown' });
    expect((await seen(area)).width).toBeGreaterThan(250);
    const change = page.locator('.history li').last();
    expect((await seen(change)).height).toBeGreaterThan(15);
    expect(await sideways(page)).toEqual([]);
    await view.screenshot('zoomed-model-aliases');
    expect(view.alarms).toEqual([]);
  });
});
