import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Run, sortedByName } from '../../src/model/run';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { hostileText, randomFrom } from '../support/hostileTexts';
import { openView } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const names = 20;
const count = 400;

/** Every name and value is another hostile text: 400 runs with 25 of them each. */
function hostileRuns(): Run[] {
  const random = randomFrom(11);
  const text = (): string => hostileText(random);
  const params = Array.from({ length: names }, (_one, index) => `${index} ${text()}`);
  const tags = Array.from({ length: 4 }, (_one, index) => `${index} ${text()}`);
  return makeRuns({ count }).map((run) => ({
    ...run,
    name: text(),
    params: sortedByName(params.map((name) => ({ name, value: text() }))),
    tags: sortedByName(tags.map((name) => ({ name, value: text() }))),
    metrics: run.metrics.map((metric, index) =>
      index === 0 ? { ...metric, name: params[0] ?? '' } : metric,
    ),
  }));
}

describe('ten thousand hostile names and values', () => {
  it('are text: no script, no element of theirs, no broken row', async () => {
    const runs = hostileRuns();
    const host = runsHost(runs, { baseline: undefined });
    await using view = await openView(browser, {
      name: 'runs',
      contract: runsContract,
      handlers: host.handlers,
    });
    const { page } = view;
    view.server.notify('state', host.state);
    const grid = page.getByRole('grid', { name: 'Runs' });
    await grid.locator('[role=row][data-run]').first().waitFor();
    const check = async (): Promise<void> => {
      const broken = await page.evaluate(() => {
        const rows = [...document.querySelectorAll<HTMLElement>('[role=row][data-run]')];
        const heights = new Set(rows.map((row) => row.offsetHeight));
        return {
          heights: heights.size,
          elements: document.querySelectorAll(
            '#app :is(img, script, iframe, style, object, embed, base, form)',
          ).length,
          sideways: document.documentElement.scrollWidth > innerWidth,
          title: document.title,
        };
      });
      expect(broken).toEqual({ heights: 1, elements: 0, sideways: false, title: 'runs' });
    };
    const box = await grid.evaluate((element) => ({
      height: element.scrollHeight,
      width: element.scrollWidth,
    }));
    for (let top = 0; top < box.height; top += 500) {
      await grid.evaluate((element, y) => element.scrollTo({ top: y, left: (y * 7) % 3_000 }), top);
      await page.waitForTimeout(20);
      await check();
    }
    await grid.evaluate((element) => element.scrollTo({ top: 0, left: 0 }));
    const chosen = runs.slice(0, 12).map((run) => run.id);
    view.server.notify('state', {
      ...host.state,
      page: { number: 2, kind: 'compare', runs: chosen },
    });
    await page.getByRole('heading', { name: /runs against/ }).waitFor();
    await page.waitForTimeout(300);
    expect(await page.locator('#app :is(script, iframe, style, object, embed, base)').count()).toBe(
      0,
    );
    view.server.notify('state', {
      ...host.state,
      page: { number: 3, kind: 'promote', run: chosen[0]! },
    });
    await page.getByRole('heading', { name: /^Promote/ }).waitFor();
    expect(view.alarms).toEqual([]);
    expect(view.reported).toEqual([]);
  });
});
