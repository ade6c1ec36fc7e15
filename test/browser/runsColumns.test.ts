import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(count = 40, furtherMetrics = 30) {
  const host = runsHost(makeRuns({ count, furtherMetrics }));
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  view.server.notify('kept', host.kept.of(keptPlace));
  view.server.notify('state', host.state);
  const grid = view.page.getByRole('grid', { name: 'Runs' });
  await grid.locator('.table-body [role=row]').nth(3).waitFor();
  return { view, host, grid, page: view.page };
}

describe('the columns of the table', () => {
  it('are found, hidden, shown and put first, and that is kept', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid, host } = opened;
    await page.getByRole('button', { name: /^Columns / }).click();
    const panel = page.getByRole('dialog', { name: 'Columns' });
    await panel.getByRole('textbox', { name: 'Find a column' }).fill('log_loss');
    await view.screenshot('runs-columns');
    expect(await seriousViolations(page)).toEqual([]);
    const header = grid.getByRole('columnheader', { name: /log_loss/ });
    await panel.getByRole('checkbox', { name: 'log_loss' }).uncheck();
    await expect.poll(() => header.count()).toBe(0);
    await panel.getByRole('checkbox', { name: 'log_loss' }).check();
    await panel.getByRole('button', { name: 'Put log_loss first' }).click();
    await expect
      .poll(() => grid.getByRole('columnheader').nth(1).innerText())
      .toContain('log_loss');
    await expect.poll(() => host.kept.of(keptPlace).columns?.pinned).toEqual(['metric.log_loss']);
    await page.keyboard.press('Escape');
    await expect.poll(() => panel.count()).toBe(0);
  });

  it('are made wider by their edge, and as they were by a double click', async () => {
    const opened = await open();
    await using view = opened.view;
    const header = opened.grid.getByRole('columnheader', { name: /branch/ });
    const width = async (): Promise<number> => (await header.boundingBox())?.width ?? 0;
    const before = await width();
    const edge = header.locator('.resize');
    const box = (await edge.boundingBox())!;
    await view.page.mouse.move(box.x + 2, box.y + 10);
    await view.page.mouse.down();
    await view.page.mouse.move(box.x + 62, box.y + 10, { steps: 4 });
    await view.page.mouse.up();
    await expect.poll(width).toBe(before + 60);
    await edge.dblclick();
    await expect.poll(width).toBe(before);
  });
});

describe('which columns there are', () => {
  it('follows what differs, and whole groups, and is as it comes again', async () => {
    const opened = await open(40, 12);
    await using view = opened.view;
    const { page, grid, host } = opened;
    await page.getByRole('button', { name: 'Hide charts' }).first().click();
    await page.setViewportSize({ width: 3_600, height: 500 });
    const head = (name: string) => grid.getByRole('columnheader', { name });
    const layout = () => host.kept.of(keptPlace).columns;
    await head('class_weight').waitFor();
    const differing = page.getByRole('checkbox', { name: 'Only what differs' });
    await differing.check();
    await expect.poll(() => head('class_weight').count()).toBe(0);
    expect(await head('max_depth').count()).toBe(1);
    await expect.poll(() => layout()?.differing).toBe(true);
    await differing.uncheck();
    await head('class_weight').waitFor();

    await page.getByRole('button', { name: /^Columns / }).click();
    const panel = page.getByRole('dialog', { name: 'Columns' });
    const group = (name: string) => panel.getByRole('group', { name: new RegExp(`^${name} `) });
    await group('Params').getByRole('button', { name: 'Hide all' }).click();
    for (const name of ['max_depth', 'class_weight', 'criterion']) {
      await expect.poll(() => head(name).count()).toBe(0);
    }
    await expect.poll(() => layout()?.without).toEqual(['param']);
    expect(await head('AUC').count()).toBe(1);
    await group('Params').getByRole('button', { name: 'Show all' }).click();
    await head('max_depth').waitFor();
    // A search narrows what is hidden: of twelve metrics four have a 1 there.
    const search = panel.getByRole('textbox', { name: 'Find a column' });
    await search.fill('segment_1');
    await group('Metrics').getByRole('button', { name: 'Hide all' }).click();
    await expect.poll(() => layout()?.hidden.length).toBe(4);
    await expect.poll(() => head('quality_of_segment_12_precision').count()).toBe(0);
    await head('quality_of_segment_9_precision').waitFor();
    await search.fill('');
    await panel.getByRole('button', { name: 'Put max_depth first' }).click();
    await expect
      .poll(() => grid.getByRole('columnheader').nth(1).innerText())
      .toContain('max_depth');
    await panel.getByRole('button', { name: 'As they come' }).click();
    await head('quality_of_segment_12_precision').waitFor();
    await expect.poll(() => grid.getByRole('columnheader').nth(1).innerText()).toContain('branch');
    await expect
      .poll(layout)
      .toMatchObject({ hidden: [], shown: [], without: [], pinned: [], moves: [] });
    expect(view.alarms).toEqual([]);
  });
});

describe('runs of the table', () => {
  it('are starred, hidden and shown again by keyboard and mouse', async () => {
    const opened = await open();
    await using view = opened.view;
    const { page, grid, host } = opened;
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('s');
    await expect.poll(() => host.kept.of(keptPlace).stars).toEqual([makeRuns({ count: 1 })[0]!.id]);
    await grid
      .getByRole('button', { name: /^Star / })
      .nth(2)
      .click();
    await expect.poll(() => host.kept.of(keptPlace).stars.length).toBe(2);
    await view.screenshot('runs-stars');
    await grid.focus();
    await page.keyboard.press('h');
    await page.getByRole('button', { name: '1 hidden, show' }).click();
    await expect.poll(() => host.kept.of(keptPlace).hidden).toEqual([]);
  });

  it('are all selected, as far as they match, and let go', async () => {
    const opened = await open(400);
    await using view = opened.view;
    const { page, grid } = opened;
    await grid.focus();
    await page.keyboard.press('Control+a');
    await page.getByRole('button', { name: 'Compare 400' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Compare', exact: true }).waitFor();
    expect(view.alarms).toEqual([]);
  });
});
