import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/base/errors';
import { type Handlers } from '../../src/webviews/ipc/contract';
import { modelContract, type ModelState } from '../../src/webviews/model/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf, type Theme, themes } from './harness';

const day = 86_400_000;
const now = Date.now();

function modelState(parts: Partial<ModelState> = {}): ModelState {
  const versions = ['0.3.0', '0.2.0', '0.1.0', '0.0.1'];
  return {
    name: 'loan-prediction-demo',
    project: 'mlops/gitlab-mlflow',
    description: 'Says whether a loan is paid back.\nTrained on the public set, without names.',
    author: 'Anna',
    createdAt: now - 40 * day,
    metrics: [
      { name: 'AUC', direction: 'higher' },
      { name: 'log_loss', direction: 'lower' },
      { name: 'fit_s', direction: 'lower' },
    ],
    versions: versions.map((version, index) => ({
      id: `gid://gitlab/Ml::ModelVersion/${9 - index}`,
      version,
      aliases: index === 1 ? ['production'] : index === 0 ? ['staging'] : [],
      latest: index === 0,
      runName: ['swift-heron-214', 'bold-lynx-311', 'calm-otter-907', 'bald-newt-118'][index]!,
      author: 'Anna',
      createdAt: now - (index * 6 + 1) * day,
      fileCount: index === 3 ? 0 : 7,
      card: '# Card',
      values: [
        [0.8467, 0.8439, 0.8291, 0.8102][index],
        [0.4389, 0.4421, 0.4612, 0.4688][index],
        index === 3 ? undefined : [96.4, 71.5, 41.8][index],
      ],
    })),
    aliasChanges: [
      { alias: 'production', version: '0.1.0', at: now - 12 * day, by: 'anna' },
      { alias: 'production', version: '0.2.0', at: now - 5 * day, by: 'boris' },
      { alias: 'staging', version: '0.3.0', at: now - day, by: 'anna' },
    ],
    loading: false,
    problem: undefined,
    runsProblem: undefined,
    gone: false,
    readAt: now,
    ...parts,
  };
}

const nothing = (): Promise<void> => Promise.resolve();
const handlers: Handlers<typeof modelContract> = {
  refresh: nothing,
  describe: nothing,
  showCard: nothing,
  showRun: nothing,
  compare: nothing,
  versionAction: nothing,
  modelAction: nothing,
  files: async () => [
    { path: 'model/model.pkl', size: 18_400_000 },
    { path: 'model/<img src=x onerror=alert(1)>', size: 600 },
  ],
};

describe('the page of a model', () => {
  let browser: Awaited<ReturnType<typeof startBrowser>>;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  async function open(
    parts: Partial<ModelState> = {},
    options: { theme?: Theme; width?: number; handlers?: Partial<typeof handlers> } = {},
  ) {
    const view = await openView(browser, {
      name: 'model',
      contract: modelContract,
      handlers: { ...handlers, ...options.handlers },
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

  it('compares what was chosen, and acts on a version', async () => {
    await using view = await open();
    const { page } = view;
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
  });
});
