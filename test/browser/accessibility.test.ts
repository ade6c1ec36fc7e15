import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planContract } from '../../src/webviews/plan/contract';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { chart, openCharts } from './chartsPage';
import { openView, type Theme, themes } from './harness';
import * as plan from './planData';
import { planHandlers } from './planHandlers';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const runs = makeRuns({ count: 40, furtherMetrics: 4 });

const planStates = [
  plan.blocked,
  plan.agreeable,
  plan.running,
  plan.needsYou,
  plan.failed,
  plan.stopped,
  plan.drifted,
] as const;

function openPlan(theme: Theme, size = {}) {
  return openView(browser, {
    name: 'plan',
    contract: planContract,
    handlers: planHandlers,
    theme,
    ...size,
  });
}

function openRuns(theme: Theme) {
  const host = runsHost(runs);
  return openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    theme,
  });
}

describe.each(themes)('in %s', (theme) => {
  it('the plan has no serious violation in any state', async () => {
    await using view = await openPlan(theme);
    for (const make of planStates) {
      view.server.notify('state', make());
      await view.page.getByRole('heading', { level: 1 }).waitFor();
      expect(await seriousViolations(view.page), make.name).toEqual([]);
      await view.screenshot(`plan-${make.name}-${theme}`);
    }
    await view.screenshot(`plan-${theme}`);
  });

  it('the pages of runs have no serious violation', async () => {
    await using view = await openRuns(theme);
    const { page } = view;
    const state = runsHost(runs).state;
    view.server.notify('state', state);
    for (const index of [1, 3, 5]) {
      await page.locator('.table-body [role=row]').nth(index).getByRole('checkbox').click();
    }
    await page.locator('.charts canvas').first().waitFor();
    expect(await seriousViolations(page), 'table').toEqual([]);
    await view.screenshot(`runs-${theme}`);
    await page.getByRole('button', { name: 'Compare 3' }).click();
    await page.locator('.cmp-table .cmp-cell.metric').first().waitFor();
    expect(await seriousViolations(page), 'compare').toEqual([]);
    await view.screenshot(`compare-${theme}`);
    await page.getByRole('button', { name: 'Promote…' }).click();
    await page.getByText('is free').waitFor();
    expect(await seriousViolations(page), 'promote').toEqual([]);
    await view.screenshot(`promote-${theme}`);
    expect(view.alarms).toEqual([]);
  });
});

describe.each(themes)('in %s', (theme) => {
  it('no kind of chart has a serious violation: drawn, with its options, brushed, or as a table', async () => {
    const kinds = ['line', 'parallel', 'scatter', 'bars', 'importance', 'correlation'] as const;
    const charts = kinds.map((kind) => chart(kind, { color: 'param.criterion' }));
    const { view, page, card } = await openCharts(browser, charts, { theme, height: 3_200 });
    await using _open = view;
    const titles = [
      'AUC',
      'Parallel coordinates',
      'AUC against fit_s',
      'AUC of each run',
      'Importance for AUC',
      'Correlation with AUC',
    ];
    await page.getByText(/The trees foretell/).waitFor();
    await page.getByText(/^Spearman’s rank correlation over/).waitFor();
    await card('AUC against fit_s').locator('canvas').first().waitFor();
    expect(await seriousViolations(page), 'drawn').toEqual([]);
    await view.screenshot(`charts-all-${theme}`);
    for (const title of titles)
      await card(title)
        .getByRole('button', { name: `Options of ${title}` })
        .click();
    const parallel = card('Parallel coordinates');
    await parallel.getByRole('button', { name: 'n_estimators', exact: true }).press('Enter');
    const brush = parallel.getByRole('group', { name: 'Brush of n_estimators' });
    for (const [end, text] of [
      ['from', '700'],
      ['to', '300'],
    ] as const) {
      await brush.getByLabel(end).fill(text);
      await brush.getByLabel(end).blur();
    }
    await brush.getByRole('alert').waitFor();
    expect(await seriousViolations(page), 'options').toEqual([]);
    await view.screenshot(`charts-options-${theme}`);
    for (const title of titles)
      await card(title)
        .getByRole('button', { name: `Show ${title} as a table` })
        .click();
    await card('Correlation with AUC').getByRole('table').waitFor();
    expect(await seriousViolations(page), 'tables').toEqual([]);
    await view.screenshot(`charts-tables-${theme}`);
  });
});

describe('at 400 %', () => {
  // 1280 × 800 at 400 % is a viewport of 320 × 200 CSS pixels.
  const size = { width: 320, height: 200 };

  it('the plan flows into one column without scrolling sideways', async () => {
    await using view = await openPlan('dark', size);
    view.server.notify('state', plan.failed());
    await view.page.getByRole('button', { name: /^Resume/ }).waitFor();
    expect(await sideways(view.page)).toBe(0);
    await view.page.getByText('Before you agree').scrollIntoViewIfNeeded();
    await view.screenshot('plan-400');
  });
});

it('nothing turns for those who asked for less motion', async () => {
  await using view = await openView(browser, {
    name: 'plan',
    contract: planContract,
    handlers: planHandlers,
    reducedMotion: true,
  });
  view.server.notify('state', plan.running());
  await view.page.locator('.codicon-modifier-spin').first().waitFor();
  const moving = await view.page.evaluate(
    () => document.getAnimations().filter((animation) => animation.playState === 'running').length,
  );
  expect(moving).toBe(0);
});

/** How far the page, or what scrolls in its place, can be pushed sideways, px. */
function sideways(page: { evaluate: (run: () => number) => Promise<number> }): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      ...[document.scrollingElement, ...document.querySelectorAll('.page, .form')].map((element) =>
        element ? element.scrollWidth - element.clientWidth : 0,
      ),
    ),
  );
}
