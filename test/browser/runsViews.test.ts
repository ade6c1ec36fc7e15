import { type Browser, type Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/editor';
import { runsContract } from '../../src/webviews/runs/contract';
import { seriousViolations } from './axe';
import { openView, type Theme, themes, type View } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost } from './runsHost';

describe('the views above the table', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  interface Opened {
    readonly view: View<typeof runsContract>;
    readonly line: Locator;
    readonly host: ReturnType<typeof runsHost>;
    readonly chips: () => Promise<string[]>;
  }

  async function open(theme: Theme = 'dark'): Promise<Opened> {
    const runs = makeRuns({ count: 40 });
    const host = runsHost(runs);
    host.kept.keep(keptPlace, { stars: runs.slice(0, 3).map(({ id }) => id) });
    const { handlers } = host;
    const view = await openView(browser, { name: 'runs', contract: runsContract, handlers, theme });
    host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
    view.server.notify('kept', host.kept.of(keptPlace));
    view.server.notify('state', host.state);
    await view.page.getByText('swift-heron-100').first().waitFor();
    await view.page.getByRole('button', { name: /^All runs 40 runs$/ }).waitFor();
    return {
      view,
      line: view.page.getByRole('combobox', { name: 'Filter runs' }),
      host,
      chips: () =>
        view.page.getByRole('toolbar', { name: 'Views' }).locator('bdi').allTextContents(),
    };
  }

  it('narrow the table to what they count', async () => {
    const { view, line } = await open();
    await using _closed = view;
    const starred = view.page.getByRole('button', { name: /^Starred 3 runs$/ });
    await starred.click();
    await view.page.getByText('3 of 40').waitFor();
    expect(await line.inputValue()).toBe('starred = yes');
    expect(await starred.getAttribute('aria-pressed')).toBe('true');
    await view.page.getByRole('button', { name: 'Clear the filter' }).click();
    const all = view.page.getByRole('button', { name: /^All runs/ });
    expect(await all.getAttribute('aria-pressed')).toBe('true');
    expect(view.alarms).toEqual([]);
  });

  it('are made, changed, moved, renamed, deleted and brought back with the keyboard alone', async () => {
    const { view, line, host, chips } = await open();
    await using _closed = view;
    const { keyboard } = view.page;
    await line.fill('metrics.AUC > 0.82');
    await view.page.getByRole('button', { name: 'Save the query as a view' }).press('Enter');
    await keyboard.type('Best <b>forests</b>');
    await keyboard.press('Enter');
    const best = view.page.getByRole('button', { name: /^Best <b>forests<\/b> \d+ runs/ });
    await best.waitFor();
    await expect
      .poll(() => host.kept.of(keptPlace).views?.at(-1)?.query)
      .toBe('metrics.AUC > 0.82');

    await line.fill('metrics.AUC > 0.83');
    await view.page.getByRole('img', { name: 'changed' }).waitFor();
    await view.screenshot('views-changed');
    await view.page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await view.page.getByRole('img', { name: 'changed' }).waitFor({ state: 'detached' });
    await expect
      .poll(() => host.kept.of(keptPlace).views?.at(-1)?.query)
      .toBe('metrics.AUC > 0.83');

    await best.focus();
    await keyboard.press('Alt+ArrowLeft');
    await expect
      .poll(chips)
      .toEqual(['All runs', 'Starred', 'Running', 'Best <b>forests</b>', 'Failed this week']);
    await expect.poll(() => best.evaluate((one) => one === document.activeElement)).toBe(true);
    await keyboard.press('F2');
    await keyboard.type('Best');
    await keyboard.press('Enter');
    await expect.poll(chips).toContain('Best');
    const renamed = view.page.getByRole('button', { name: /^Best \d+ runs/ });
    await expect.poll(() => renamed.evaluate((one) => one === document.activeElement)).toBe(true);
    await keyboard.press('Delete');
    await expect.poll(chips).not.toContain('Best');
    await view.page.getByText('“Best” is deleted.', { exact: false }).first().waitFor();
    await keyboard.press('Control+z');
    await expect
      .poll(chips)
      .toEqual(['All runs', 'Starred', 'Running', 'Best', 'Failed this week']);
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    expect(await line.inputValue()).toBe('starred = yes');
    await expect
      .poll(() => host.kept.of(keptPlace).views?.map(({ name }) => name))
      .toContain('Best');
    expect(view.alarms).toEqual([]);
  });

  it('are one stop for Tab and are moved by dragging', async () => {
    const { view, chips } = await open();
    await using _closed = view;
    const toolbar = view.page.getByRole('toolbar', { name: 'Views' });
    expect(await toolbar.locator('[tabindex="0"]').count()).toBe(1);
    const failed = toolbar.getByRole('button', { name: /^Failed this week/ });
    await failed.dragTo(toolbar.getByRole('button', { name: /^Starred/ }));
    await expect.poll(chips).toEqual(['All runs', 'Failed this week', 'Starred', 'Running']);
  });

  it.each(themes)('can be read and used by everybody: %s', async (theme) => {
    const { view } = await open(theme);
    await using _closed = view;
    await view.page.getByRole('button', { name: /^Starred/ }).click();
    await view.page.getByRole('button', { name: /^Actions for the view/ }).click();
    await view.page.getByRole('menuitem', { name: 'Rename' }).waitFor();
    expect(await seriousViolations(view.page)).toEqual([]);
    await view.screenshot(`views-${theme}`);
  });
});
