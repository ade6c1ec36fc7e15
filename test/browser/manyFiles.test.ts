import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsContract } from '../../src/webviews/runs/contract';
import { modelContract } from '../../src/webviews/model/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf, type Theme, themes, type View } from './harness';
import { modelHandlers, modelState } from './modelData';
import { makeRuns } from './runData';
import { runsHost, type RunsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const count = 20_000;
const pathOf = (index: number): string =>
  `checkpoints/epoch-${String(index).padStart(5, '0')}/state.json`;
const files = Array.from({ length: count }, (_one, index) => ({ path: pathOf(index), size: 600 }));
const runs = makeRuns({ count: 12 });

async function compare(
  theme?: Theme,
): Promise<{ view: View<typeof runsContract>; host: RunsHost }> {
  const host = runsHost(runs);
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: {
      ...host.handlers,
      artifacts: async () => files,
      artifact: async () => new TextEncoder().encode('{"epoch": 7}'),
    },
    ...(theme === undefined ? {} : { theme }),
  });
  const chosen = [1, 3, 4].map((index) => runs[index]!.id);
  host.state = { ...host.state, page: { number: 2, kind: 'compare', runs: chosen } };
  view.server.notify('state', host.state);
  host.onState = (state) => view.server.notify('state', state);
  await view.page.getByRole('status').getByText('20,000', { exact: true }).waitFor();
  return { view, host };
}

describe('twenty thousand files', () => {
  it('beside a comparison: only what is seen is in the page, and keys go through all of them', async () => {
    const { view } = await compare();
    await using _open = view;
    const { page } = view;
    const list = page.getByRole('list', { name: 'Files' });
    const lines = list.getByRole('listitem');
    const focused = (): Promise<string | undefined> =>
      page.evaluate(() => document.activeElement?.textContent.slice(-34));
    await list.getByRole('button').first().waitFor();
    expect(await lines.count()).toBeLessThan(80);
    expect(await lines.first().getAttribute('aria-setsize')).toBe(String(count));
    await list.getByRole('button').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(focused).toBe(pathOf(1));
    await page.keyboard.press('End');
    await expect.poll(focused).toBe(pathOf(count - 1));
    await page.keyboard.press('ArrowUp');
    await expect.poll(focused).toBe(pathOf(count - 2));
    await page.keyboard.press('Home');
    await expect.poll(focused).toBe(pathOf(0));
    await page.keyboard.press('PageDown');
    await expect.poll(focused).not.toBe(pathOf(0));
    const at = await focused();
    // Scrolled away by the wheel, the focus is not lost, and the keys go on from it.
    await list.evaluate((element) => {
      element.scrollTop = 300_000;
    });
    await expect.poll(() => list.getByText('epoch-12500').count()).toBeGreaterThan(0);
    expect(await focused()).toBe(at);
    await page.keyboard.press('ArrowUp');
    const before = Number(at!.slice(18, 23)) - 1;
    await expect.poll(focused).toBe(pathOf(before));
    await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBeLessThan(1_000);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: `Preview of ${pathOf(before)}` }).waitFor();
    await view.screenshot('many-files');
    expect(view.alarms).toEqual([]);
  });

  it('are found by a part of their path', async () => {
    const { view, host } = await compare();
    await using _open = view;
    const { page } = view;
    const pane = page.getByRole('complementary', { name: 'Artifacts' });
    const find = pane.getByRole('textbox', { name: 'Find a file' });
    await find.fill('EPOCH-1234');
    await pane.getByText('10 of 20,000').waitFor();
    expect(await pane.getByRole('listitem').first().innerText()).toContain('epoch-12340');
    await find.fill('nowhere');
    await pane.getByText('No file has this in its path.').waitFor();
    await find.press('Escape');
    await pane.getByText('20,000', { exact: true }).waitFor();
    // One list for each run with files; what goes on in other runs asks for none of them again.
    const asked = (): string[] =>
      requestsOf(view.sent, 'artifacts').map((one) => JSON.stringify(one));
    const before = asked();
    expect(new Set(before).size).toBe(before.length);
    const compared = requestsOf(view.sent, 'compare').length;
    host.setRuns(runs.map((run) => (run.status === 'running' ? { ...run, tags: [] } : run)));
    await expect.poll(() => requestsOf(view.sent, 'compare').length).toBeGreaterThan(compared);
    expect(asked()).toEqual(before);
  });

  it.each(themes)('have no fault that axe finds in %s', async (theme) => {
    const { view } = await compare(theme);
    await using _open = view;
    expect(await seriousViolations(view.page)).toEqual([]);
    await view.screenshot(`many-files-${theme}`);
  });

  it('of a run are listed in its details when they are asked for, searched with the rest, opened and downloaded', async () => {
    const host = runsHost(runs);
    await using view = await openView(browser, {
      name: 'runs',
      contract: runsContract,
      handlers: { ...host.handlers, artifacts: async () => files },
    });
    view.server.notify('state', host.state);
    const { page, sent } = view;
    const row = page.getByRole('grid', { name: 'Runs' }).locator('.table-body [role=row]').nth(1);
    await row.waitFor();
    await page.getByRole('grid', { name: 'Runs' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'Details of the run' });
    const fold = details.getByRole('button', { name: 'Files', exact: true });
    await fold.waitFor();
    expect(requestsOf(sent, 'artifacts')).toEqual([]);
    await fold.click();
    const list = details.getByRole('list', { name: 'Files' });
    await list.getByRole('button').first().waitFor();
    await details.getByText('20,000', { exact: true }).waitFor();
    expect(await list.getByRole('listitem').count()).toBeLessThan(80);
    await details.getByRole('textbox', { name: 'Find in this run' }).fill('epoch-12345');
    await details.getByText('1 of 20,000').waitFor();
    await list.getByRole('button', { name: pathOf(12_345), exact: true }).click();
    await list.getByRole('button', { name: `Download ${pathOf(12_345)}` }).click();
    const one = { run: runs[0]!.id, path: pathOf(12_345) };
    await expect.poll(() => requestsOf(sent, 'openArtifact')).toEqual([one]);
    await expect.poll(() => requestsOf(sent, 'downloadArtifact')).toEqual([one]);
    await details.getByRole('textbox', { name: 'Find in this run' }).fill('epoch-1234');
    await fold.scrollIntoViewIfNeeded();
    expect(await seriousViolations(page)).toEqual([]);
    await view.screenshot('many-files-details');
    expect(view.alarms).toEqual([]);
  });

  it('of a version are listed on the page of its model', async () => {
    await using view = await openView(browser, {
      name: 'model',
      contract: modelContract,
      handlers: { ...modelHandlers, files: async () => files },
    });
    view.server.notify('state', modelState());
    const { page } = view;
    await page
      .getByRole('button', { name: /^Files|files$/ })
      .first()
      .click();
    const list = page.getByRole('list', { name: /^Files of version/ });
    await list.getByText(pathOf(0)).waitFor();
    expect(await list.getByRole('listitem').count()).toBeLessThan(80);
    await page.getByRole('textbox', { name: /^Find a file of version/ }).fill('19999');
    await list.getByText(pathOf(19_999)).waitFor();
    expect(await list.getByRole('listitem').count()).toBe(1);
    expect(await seriousViolations(page)).toEqual([]);
    await view.screenshot('many-files-model');
  });
});
