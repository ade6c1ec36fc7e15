import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/base/errors';
import { modelContract, type ModelState } from '../../src/webviews/model/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf, type Theme, themes } from './harness';
import { modelHandlers, modelState } from './modelData';
import { problems } from './stretch';

describe('the page of a model', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  async function open(
    parts: Partial<ModelState> = {},
    options: { theme?: Theme; width?: number; handlers?: Partial<typeof modelHandlers> } = {},
  ) {
    const view = await openView(browser, {
      name: 'model',
      contract: modelContract,
      handlers: { ...modelHandlers, ...options.handlers },
      theme: options.theme ?? 'dark',
      width: options.width ?? 1280,
    });
    view.server.notify('state', modelState(parts));
    await view.page.locator('h1').waitFor();
    return view;
  }

  it.each(themes)('is clear in %s', async (theme) => {
    await using view = await open({}, { theme });
    await view.page.getByRole('button', { name: '7 files' }).first().click();
    await view.page.getByText(/MB$/).first().waitFor();
    await view.screenshot(`model-${theme}`);
    // The checker itself would alarm the content policy.
    expect(view.alarms).toEqual([]);
    expect(await seriousViolations(view.page)).toEqual([]);
  });

  it('says who made what and when; compares what was chosen, and acts on a version', async () => {
    await using view = await open();
    const { page } = view;
    await page.getByText(/by Anna.*created .*(40 d|month|weeks)/).waitFor();
    const made = page.locator('td', { has: page.locator('.by') });
    const ages = ['24 h ago', '7 days ago', '13 days ago', '19 days ago'];
    // Where there is little room the author is in the tooltip.
    expect(await made.allInnerTexts()).toEqual(ages);
    expect(await made.first().getAttribute('title')).toMatch(/ by Anna$/);
    await page.setViewportSize({ width: 1500, height: 800 });
    await expect.poll(() => made.allInnerTexts()).toEqual(ages.map((age) => `${age} by Anna`));
    const compare = page.locator('vscode-button', { hasText: 'Compare' });
    expect(await compare.getAttribute('disabled')).not.toBeNull();
    await page.getByLabel('Choose version 0.3.0').check();
    await page.getByLabel('Choose version 0.1.0').check();
    await compare.click();
    await page.getByRole('button', { name: 'Set an alias of version 0.1.0…' }).click();
    await page.getByRole('button', { name: '0.2.0', exact: true }).click();
    await expect.poll(() => requestsOf(view.sent, 'showCard').length).toBe(1);
    expect(requestsOf(view.sent, 'compare')).toEqual([
      { versions: ['gid://gitlab/Ml::ModelVersion/9', 'gid://gitlab/Ml::ModelVersion/7'] },
    ]);
    expect(requestsOf(view.sent, 'versionAction')).toEqual([
      { version: 'gid://gitlab/Ml::ModelVersion/7', action: 'setAlias' },
    ]);
  });

  it('keeps what was typed when the description cannot be saved', async () => {
    await using view = await open(
      {},
      {
        handlers: {
          describe: () => Promise.reject(new AppError('forbidden', 'You need the role Developer.')),
        },
      },
    );
    const { page } = view;
    await page.getByRole('button', { name: 'Edit' }).click();
    const area = page.getByRole('textbox', { name: 'Description in Markdown' });
    await area.fill('Other words.');
    await page.locator('vscode-button', { hasText: 'Save' }).click();
    await page.getByText('You need the role Developer.').waitFor();
    expect(await area.inputValue()).toBe('Other words.');
  });

  it('says what to do where there is nothing, and what is missing', async () => {
    await using empty = await open({
      versions: [],
      aliasChanges: [],
      metrics: [],
      description: '',
    });
    await empty.page.getByText('No versions yet').waitFor();
    await empty.screenshot('model-empty');
    await using gone = await open({ gone: true });
    await gone.page.getByText('was deleted').waitFor();
    await using failed = await open({ problem: 'GitLab does not answer.' });
    await failed.page.getByRole('button', { name: 'Try again' }).first().click();
    await expect.poll(() => requestsOf(failed.sent, 'refresh').length).toBe(1);
  });

  it('fits a narrow window', async () => {
    await using view = await open({}, { width: 620 });
    await view.screenshot('model-narrow');
    const wide = await view.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(620);
    expect(await problems(view.page)).toEqual([]);
    await view.screenshot('long-model-620');
  });
});
