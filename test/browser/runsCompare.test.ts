import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunId } from '../../src/model/ids';
import { metricOf } from '../../src/model/run';
import { runsContract, type RunsState } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf, type View } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost, type RunsHost } from './runsHost';
import { problems } from './stretch';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const runs = makeRuns({ count: 40, furtherMetrics: 6 });
const auc = (run: (typeof runs)[number]): number => metricOf(run, 'AUC')?.latest.value ?? 1;
const worst = [...runs].sort((a, b) => auc(a) - auc(b))[0]!;
const id = (index: number): RunId => runs[index]!.id;

interface Opened extends AsyncDisposable {
  readonly view: View<typeof runsContract>;
  readonly host: RunsHost;
}

async function open(page: Partial<RunsState>, prepare?: (host: RunsHost) => void): Promise<Opened> {
  const host = runsHost(runs, page);
  prepare?.(host);
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('state', host.state);
  return { view, host, [Symbol.asyncDispose]: () => view[Symbol.asyncDispose]() };
}

describe('a comparison', () => {
  const chosen = { page: { number: 2, kind: 'compare' as const, runs: [id(1), id(3), id(5)] } };

  it('puts regressions first, the baseline left, and tints only what is worse', async () => {
    await using opened = await open(chosen);
    const { page } = opened.view;
    await page.getByRole('heading', { name: '3 runs against swift-hare-109' }).waitFor();
    const heads = await page.locator('.cmp-head .run-name').allInnerTexts();
    expect(heads[0]).toBe('swift-hare-109');
    const table = page.getByRole('table', { name: 'Runs against the baseline' });
    await table.getByText(/Worse in at least one run/).waitFor();
    const tinted = await table
      .locator('.worse .delta')
      .evaluateAll((found) => found.map((delta) => delta.textContent.slice(0, 1)));
    const [said] = await table
      .locator('.worse')
      .evaluateAll((found) => [found[0]?.getAttribute('aria-label')]);
    expect(said).toMatch(/^[\d.]+, (best, )?worse by [\d.]+$/);
    expect(tinted.length).toBeGreaterThan(0);
    expect(tinted.every((sign) => sign === '△' || sign === '▽')).toBe(true);
    const rows = await table
      .locator('.cmp-lines > .cmp-row')
      .evaluateAll((found) => found.map((one) => one.querySelector('.worse') !== null));
    // The heading of the metrics and the one of the regressions come before; then nothing but regressions.
    const last = rows.lastIndexOf(true);
    expect(last).toBeGreaterThan(4);
    expect(rows.slice(2, last + 1).every(Boolean)).toBe(true);
    await opened.view.screenshot('compare');
  });

  it('asks the editor for the diff of the code and drops a run', async () => {
    await using opened = await open(chosen);
    const { page, sent } = opened.view;
    await page
      .locator('.cmp-lines')
      .getByRole('button', { name: /files?$/ })
      .first()
      .click();
    await expect.poll(() => requestsOf(sent, 'codeDiff')).toEqual([{ from: id(9), to: id(3) }]);
    await page.getByRole('button', { name: /^Remove agile-bat-103/ }).click();
    await page.getByRole('heading', { name: '2 runs against' }).waitFor();
  });

  it('says which run has which file, by shape', async () => {
    await using opened = await open(chosen);
    const { page, sent } = opened.view;
    const files = page.getByRole('complementary', { name: 'Artifacts' });
    await files.getByText('model/model.pkl').waitFor();
    await files.getByRole('img', { name: 'loyal-frog-101' }).first().waitFor();
    await files.getByRole('button', { name: /Download the files of loyal-frog-101/ }).click();
    await expect.poll(() => requestsOf(sent, 'downloadArtifacts')).toEqual([{ run: id(1) }]);
  });

  it('shows a file next to the same of the other runs, and lays pictures over each other', async () => {
    await using opened = await open(chosen);
    const { page, sent, alarms } = opened.view;
    const files = page.getByRole('complementary', { name: 'Artifacts' });
    await files.getByRole('button', { name: 'roc_curve.png' }).click();
    const preview = page.getByRole('region', { name: 'Preview of roc_curve.png' });
    await preview.getByRole('img', { name: 'roc_curve.png of loyal-frog-101' }).waitFor();
    expect(await preview.getByRole('figure').count()).toBe(3);
    await preview.getByRole('button', { name: /^Lay two pictures/ }).click();
    const slider = preview.getByRole('slider');
    await slider.fill('20');
    await preview.getByRole('button', { name: 'Blink' }).click();
    expect(await slider.inputValue()).toBe('100');
    await opened.view.screenshot('compare-overlay');
    await files.getByRole('button', { name: 'model/MLmodel' }).click();
    await page.getByText('<script>alert(1)</script>').first().waitFor();
    await page.getByRole('button', { name: /^Compare model\/MLmodel of loyal-frog/ }).click();
    await expect
      .poll(() => requestsOf(sent, 'diffArtifacts'))
      .toEqual([{ from: id(9), to: id(1), path: 'model/MLmodel' }]);
    await page.getByRole('button', { name: /^Open model\/MLmodel of loyal-frog/ }).click();
    await expect
      .poll(() => requestsOf(sent, 'openArtifact'))
      .toEqual([{ run: id(1), path: 'model/MLmodel' }]);
    await files.getByRole('button', { name: 'history.json' }).click();
    await page.getByText('"<img src=x onerror=alert(1)>"').first().waitFor();
    await opened.view.screenshot('compare-files');
    await files.getByRole('button', { name: 'feature_importance.csv' }).click();
    await page.getByRole('button', { name: 'Load anyway' }).first().click();
    const sheet = page.getByRole('group', { name: 'feature_importance.csv of loyal-frog-101' });
    await sheet.waitFor();
    expect(await sheet.getByRole('columnheader').allInnerTexts()).toEqual([
      'feature',
      'importance',
    ]);
    expect(await sheet.getByRole('cell').allInnerTexts()).toEqual([
      'income',
      '0.2',
      '<b>age</b>',
      '0.2',
    ]);
    expect(alarms).toEqual([]);
  });

  it('stacks the runs as cards where there is no room for columns, whole with longer words', async () => {
    await using opened = await open({ page: { number: 2, kind: 'compare', runs: [id(1), id(3)] } });
    const { page } = opened.view;
    await page.setViewportSize({ width: 420, height: 900 });
    const cards = page.locator('.card');
    await cards.first().waitFor();
    const heads = page.getByRole('list', { name: 'Runs', exact: true });
    expect(await heads.locator('.run-name').allInnerTexts()).toEqual([
      'swift-hare-109',
      'loyal-frog-101',
      'agile-bat-103',
    ]);
    const values = cards.first().locator('.card-value');
    expect(await values.locator('.card-run').allInnerTexts()).toEqual([
      'swift-hare-109',
      'loyal-frog-101',
      'agile-bat-103',
    ]);
    expect(await cards.locator('.card-value.worse').count()).toBeGreaterThan(0);
    await opened.view.screenshot('compare-cards');
    expect(await problems(page)).toEqual([]);
    await opened.view.screenshot('long-compare-420');
    opened.host.onState({
      ...opened.host.state,
      page: { number: 3, kind: 'promote', run: id(5) },
    });
    await page.getByText('GitLab moves the run.').waitFor();
    expect(await problems(page)).toEqual([]);
    await opened.view.screenshot('long-promote-420');
  });

  it('asks before it loads a large file, and offers only the download of a huge one', async () => {
    const files = [
      { path: 'large.json', size: 2 * 1024 * 1024 },
      { path: 'huge.csv', size: 100 * 1024 * 1024 },
    ];
    await using opened = await open(
      { page: { number: 2, kind: 'compare', runs: [id(1)] } },
      (host) => Object.assign(host.handlers, { artifacts: () => Promise.resolve(files) }),
    );
    const { page, sent } = opened.view;
    const list = page.getByRole('complementary', { name: 'Artifacts' });
    await list.getByRole('button', { name: 'large.json' }).click();
    const large = page.getByRole('figure', { name: 'large.json of loyal-frog-101' });
    await large.getByText('2.0 MB').first().waitFor();
    expect(requestsOf(sent, 'artifact')).toEqual([]);
    await large.getByRole('button', { name: 'Load anyway' }).click();
    await large.getByText('epochs').waitFor();
    expect(requestsOf(sent, 'artifact')).toEqual([
      { run: id(1), path: 'large.json', most: 2 * 1024 * 1024 },
    ]);
    await list.getByRole('button', { name: 'huge.csv' }).click();
    const huge = page.getByRole('figure', { name: 'huge.csv of loyal-frog-101' });
    await huge.getByText('are too many to be shown; download the file.').waitFor();
    expect(await huge.getByRole('button', { name: 'Load anyway' }).count()).toBe(0);
    expect(await huge.getByRole('button', { name: /^Open huge/ }).isDisabled()).toBe(true);
    await huge.getByRole('button', { name: /^Download huge/ }).click();
    await expect
      .poll(() => requestsOf(sent, 'downloadArtifact'))
      .toEqual([{ run: id(1), path: 'huge.csv' }]);
    expect(requestsOf(sent, 'artifact')).toHaveLength(1);
  });

  it('moves runs by keys and by drag, makes another the baseline, adds, takes out and puts back', async () => {
    await using opened = await open(chosen);
    const { page, sent } = opened.view;
    const heads = () => page.locator('.cmp-head .run-name').allInnerTexts();
    const head = (name: string) =>
      page.locator('.cmp-head').getByRole('button', { name, exact: true });
    await expect
      .poll(heads)
      .toEqual(['swift-hare-109', 'loyal-frog-101', 'agile-bat-103', 'glad-dove-105']);
    await head('loyal-frog-101').focus();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(heads)
      .toEqual(['swift-hare-109', 'agile-bat-103', 'loyal-frog-101', 'glad-dove-105']);
    await head('glad-dove-105').dragTo(head('agile-bat-103'), { targetPosition: { x: 2, y: 4 } });
    await expect
      .poll(heads)
      .toEqual(['swift-hare-109', 'glad-dove-105', 'agile-bat-103', 'loyal-frog-101']);
    await head('agile-bat-103').focus();
    await page.keyboard.press('Delete');
    await expect.poll(heads).toEqual(['swift-hare-109', 'glad-dove-105', 'loyal-frog-101']);
    await page.getByRole('button', { name: 'Put it back' }).click();
    await expect
      .poll(heads)
      .toEqual(['swift-hare-109', 'glad-dove-105', 'agile-bat-103', 'loyal-frog-101']);
    await page.getByRole('button', { name: 'Add run' }).click();
    await page.getByRole('combobox', { name: 'Find a run to add' }).fill('swift heron');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await heads()).length).toBe(5);
    await head('glad-dove-105').hover();
    await page.getByRole('button', { name: 'Actions of glad-dove-105' }).click();
    await page.getByRole('menuitem', { name: 'Make baseline' }).click();
    await expect.poll(async () => (await heads())[0]).toBe('glad-dove-105');
    expect((await heads()).toSorted()).toContain('swift-hare-109');
    expect(requestsOf(sent, 'setBaseline')).toEqual([{ run: id(5) }]);
  });

  it('draws the curves and lists the values at the pointer, best first', async () => {
    await using opened = await open(chosen);
    const { page } = opened.view;
    const chart = page.getByRole('figure', { name: 'log_loss over the step' });
    await chart.locator('canvas').waitFor();
    await chart.scrollIntoViewIfNeeded();
    await chart.locator('.u-over').hover({ position: { x: 60, y: 50 } });
    const values = chart.locator('.cursor-line > span:last-child');
    // Curves arrive one after the other; the list is in order whenever one more has come.
    await expect
      .poll(async () => {
        const numbers = (await values.allInnerTexts()).map(Number);
        return numbers.length === 4 && numbers.join() === numbers.toSorted((a, b) => a - b).join();
      })
      .toBe(true);
  });
});

describe('promoting', () => {
  const chosen = { page: { number: 2, kind: 'promote' as const, run: id(5) } };

  it('suggests the next version, refuses one that is taken, and sends the rest as it was typed', async () => {
    await using opened = await open(chosen);
    const { page, sent } = opened.view;
    const button = page.getByRole('button', { name: /^Promote as/ });
    await page.getByRole('button', { name: 'major 1.0.0', pressed: true }).waitFor();
    await page
      .getByText('1.0.0 is free. Major is suggested: other inputs: data differs.')
      .waitFor();
    const version = page.getByRole('textbox', { name: 'Version' });
    await version.fill('0.1.0');
    await page.getByText('Version 0.1.0 exists already.').waitFor();
    await button.click({ force: true });
    await version.fill('v1');
    await page.getByText('"v1" is not a semantic version.').waitFor();
    await button.click({ force: true });
    await page.getByRole('button', { name: 'minor 0.2.0' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('GitLab moves the run.').waitFor();
    expect(requestsOf(sent, 'promote')).toEqual([]);
    await button.click();
    await page.getByRole('status').getByText('loan-prediction-demo 0.2.0').waitFor();
    expect(requestsOf(sent, 'promote')).toEqual([
      {
        run: id(5),
        model: { kind: 'existing', id: 'gid://gitlab/Ml::Model/1' },
        version: '0.2.0',
        description: expect.stringContaining('Promoted from run glad-dove-105') as string,
        way: 'move',
      },
    ]);
    expect(requestsOf(sent, 'previewCard')).toEqual([
      expect.objectContaining({ title: 'loan-prediction-demo 0.2.0' }),
    ]);
    await page.getByRole('button', { name: 'Show the model' }).click();
    await expect
      .poll(() => requestsOf(sent, 'showModel'))
      .toEqual([{ model: 'gid://gitlab/Ml::Model/1' }]);
  });

  it('keeps the form when GitLab refuses', async () => {
    await using opened = await open(chosen);
    const { page } = opened.view;
    opened.host.refuse = 'Version 1.0.0 was made meanwhile. Choose another one.';
    const card = page.getByRole('textbox', { name: /Model card/ });
    await expect.poll(() => card.inputValue()).toContain('glad-dove-105');
    await card.fill('my own words');
    await page.getByRole('button', { name: 'Promote as 1.0.0' }).click();
    await page.getByRole('alert').getByText('was made meanwhile').waitFor();
    expect(await card.inputValue()).toBe('my own words');
    await page.getByRole('button', { name: 'Promote as 1.0.0' }).waitFor();
  });

  it('tells what an older server does not do, and takes the way that works', async () => {
    await using opened = await open(chosen, (host) => {
      host.gitlabVersion = '17.8.1';
    });
    const { page, sent } = opened.view;
    await page.getByText('(17.8.1) is older than about 17.10').waitFor();
    expect(await page.getByRole('radio', { name: /Promote a copy/ }).isChecked()).toBe(true);
    await opened.view.screenshot('promote-older');
    await page.getByRole('radio', { name: 'Move the run' }).check();
    opened.host.refuse = 'GitLab promotes only runs of the model’s own experiment.';
    await page.getByRole('button', { name: 'Promote as 1.0.0' }).click();
    await page.getByRole('alert').getByText('own experiment').waitFor();
    await expect
      .poll(() => page.getByRole('radio', { name: /Promote a copy/ }).isChecked())
      .toBe(true);
    opened.host.refuse = undefined;
    await page.getByRole('button', { name: 'Promote as 1.0.0' }).click();
    await page.getByText('The run stayed where it was.').waitFor();
    expect(requestsOf(sent, 'promote')).toMatchObject([{ way: 'move' }, { way: 'copy' }]);
  });

  it('promotes a copy on demand, and only a copy of what is a version already', async () => {
    await using opened = await open(chosen);
    const { page, sent } = opened.view;
    await page.getByText(/Promote a copy, uploads .+ again/).waitFor();
    await page.getByRole('radio', { name: /Promote a copy/ }).check();
    await opened.view.screenshot('promote-dark');
    await page.getByRole('button', { name: 'Promote as 1.0.0' }).click();
    await page.getByText('The run stayed where it was.').waitFor();
    expect(requestsOf(sent, 'promote')).toEqual([expect.objectContaining({ way: 'copy' })]);

    const promoted = { number: 2, kind: 'promote' as const, run: id(9) };
    await using again = await open({ page: promoted });
    await again.view.page.getByText('is version loan-prediction-demo 0.1.0 already').waitFor();
    await again.view.page.getByRole('button', { name: /^Promote as/ }).click();
    await again.view.page.getByText('The run stayed where it was.').waitFor();
  });

  it('makes a new model with a name that GitLab takes', async () => {
    await using opened = await open(chosen);
    const { page, sent } = opened.view;
    await page.getByRole('combobox', { name: 'Model' }).selectOption('New model…');
    const name = page.getByRole('textbox', { name: 'Name of the new model' });
    await name.fill('two words');
    await page.getByText('without spaces').waitFor();
    await name.fill('credit-scoring');
    await page.getByRole('button', { name: 'Promote as 0.0.1' }).click();
    await page.getByRole('status').getByText('credit-scoring 0.0.1').waitFor();
    expect(requestsOf(sent, 'promote')).toEqual([
      expect.objectContaining({ model: { kind: 'new', name: 'credit-scoring' } }),
    ]);
  });

  it('counts the metrics that get worse beside the button', async () => {
    await using opened = await open({ page: { number: 2, kind: 'promote', run: worst.id } });
    const { page } = opened.view;
    await page.getByText(/△ \d metrics get worse/).waitFor();
    // Which way is better is what the user said, where they said it.
    const names = worst.metrics.map((metric) => metric.name);
    opened.host.kept.keep(keptPlace, {
      directions: Object.fromEntries(names.map((name) => [name, 'unknown' as const])),
    });
    opened.view.server.notify('kept', opened.host.kept.of(keptPlace));
    await page.getByText('▲ no metric is worse than the baseline').waitFor();
  });
});
