import { type Browser, type Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/editor';
import { runsContract } from '../../src/webviews/runs/contract';
import { seriousViolations } from './axe';
import { openView, type Theme, themes, type View } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost } from './runsHost';

describe('the query line', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  async function open(theme: Theme = 'dark'): Promise<{
    view: View<typeof runsContract>;
    line: Locator;
    host: ReturnType<typeof runsHost>;
  }> {
    const host = runsHost(makeRuns({ count: 40 }));
    const { handlers } = host;
    const view = await openView(browser, { name: 'runs', contract: runsContract, handlers, theme });
    host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
    view.server.notify('kept', host.kept.of(keptPlace));
    view.server.notify('state', host.state);
    const line = view.page.getByRole('combobox', { name: 'Filter runs' });
    await view.page.getByText('swift-heron-100').first().waitFor();
    return { view, line, host };
  }

  it('is completed with the keyboard alone, kept in the history, and cleared', async () => {
    const { view, line, host } = await open();
    await using _closed = view;
    const { keyboard } = view.page;
    await keyboard.press('/');
    await keyboard.type('metrics.A');
    await view.page.getByRole('option', { name: 'metrics.AUC metric' }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    expect(await line.inputValue()).toBe('metrics.AUC ');
    await keyboard.type('> 0.82 and params.criterion = ');
    await view.page.getByRole('option', { name: /^gini/ }).waitFor();
    await keyboard.type('gini');
    await view.page.getByText(/^\d+ of 40$/).waitFor();
    await view.screenshot('query-values');
    await keyboard.press('Escape');
    await keyboard.press('Enter');
    const query = 'metrics.AUC > 0.82 and params.criterion = gini';
    await expect.poll(() => host.kept.of(keptPlace).history).toEqual([query]);
    await view.page.getByRole('button', { name: 'Clear the filter' }).click();
    await line.press('ArrowDown');
    await view.page.getByRole('option', { name: query }).click();
    expect(await line.inputValue()).toBe(query);
    expect(view.alarms).toEqual([]);
  });

  it('has what is typed right after a completion behind it', async () => {
    const { view, line } = await open();
    await using _closed = view;
    const { keyboard } = view.page;
    await keyboard.press('/');
    await keyboard.type('metrics.A');
    await view.page.getByRole('option', { name: 'metrics.AUC metric' }).waitFor();
    await keyboard.press('ArrowDown');
    await view.page.locator('[role=option][aria-selected=true]').waitFor();
    // In one go: fast hands and slow pages leave no frame between them.
    await line.evaluate((field: HTMLInputElement) => {
      const enter = { key: 'Enter', bubbles: true, cancelable: true };
      field.dispatchEvent(new KeyboardEvent('keydown', enter));
      const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
      field.setRangeText('> 0.8', from, to, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await expect.poll(() => line.inputValue()).toBe('metrics.AUC > 0.8');
  });

  it('says where and why it cannot be understood, while the last good result stays', async () => {
    const { view, line } = await open();
    await using _closed = view;
    await line.fill('status = failed');
    await view.page.getByText('2 of 40').waitFor();
    await line.fill('status = failed and AUX > 0.8');
    await view.page.getByText('Did you mean AUC?').waitFor();
    expect(await line.getAttribute('aria-invalid')).toBe('true');
    expect(await view.page.locator('.q-wrong').textContent()).toBe('AUX');
    expect(await view.page.getByText('2 of 40').count()).toBe(1);
    await view.screenshot('query-problem');
  });

  it('names the part that leaves nothing and goes on without it', async () => {
    const { view, line } = await open();
    await using _closed = view;
    await line.fill('status = failed and metrics.AUC > 7');
    await view.page.getByText('No run matches metrics.AUC > 7.').waitFor();
    await view.page.getByRole('button', { name: 'Drop metrics.AUC > 7: 2 runs' }).click();
    await view.page.getByText('2 of 40').waitFor();
  });

  it.each(themes)('can be read and used by everybody: %s', async (theme) => {
    const { view, line } = await open(theme);
    await using _closed = view;
    await line.fill('AUC > 0.8 and criterion = "gini" and A');
    await line.click();
    await view.page.getByRole('option').first().waitFor();
    expect(await seriousViolations(view.page)).toEqual([]);
    await view.screenshot(`query-${theme}`);
  });
});
