import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/editor';
import { emptyLayout } from '../../src/model/columnLayout';
import { tempFolder } from '../support/tempFolder';
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
    host.views.onDidChange(() => view.server.notify('repositoryViews', host.views.current));
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

  interface Shared extends Opened, AsyncDisposable {
    readonly file: string;
    readonly menu: (item: string) => Promise<void>;
    readonly inFile: () => Promise<string[]>;
  }
  /** With a repository that shares one view already. */
  async function openShared(theme: Theme = 'dark'): Promise<Shared> {
    const folder = await tempFolder();
    const file = join(folder.path, '.mlops', 'views.json');
    await mkdir(dirname(file));
    const views = [{ id: 'team', name: 'Team <i>best</i>', query: 'metrics.AUC > 0.82' }];
    await writeFile(file, JSON.stringify({ version: 1, views }));
    const opened = await open(theme);
    opened.host.place.folder = folder.path;
    await opened.host.views.read();
    return {
      ...opened,
      file,
      menu: async (item) => {
        await opened.view.page.getByRole('button', { name: /^Actions for the view/ }).click();
        await opened.view.page.getByRole('menuitem', { name: item }).click();
      },
      inFile: async () =>
        (JSON.parse(await readFile(file, 'utf8')) as { views: { name: string }[] }).views.map(
          ({ name }) => name,
        ),
      [Symbol.asyncDispose]: async () => {
        await opened.view[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  }
  const team = (page: Page): Locator => page.getByRole('button', { name: /^Team <i>best<\/i>/ });

  it('of the repository stand behind one’s own, and go there and back with undo', async () => {
    await using opened = await openShared();
    const { view, line, host, chips, menu, inFile } = opened;
    const { page } = view;
    await team(page).getByRole('img', { name: 'shared in the repository' }).waitFor();
    await page.getByRole('button', { name: /^Running/ }).click();
    await menu('Share in repository');
    await page.getByText('“Running” is in .mlops/views.json. Commit it').first().waitFor();
    expect(await inFile()).toEqual(['Running', 'Team <i>best</i>']);
    await expect
      .poll(() => host.kept.of(keptPlace).views?.map(({ name }) => name))
      .toEqual(['Starred', 'Failed this week']);
    await expect
      .poll(chips)
      .toEqual(['All runs', 'Starred', 'Failed this week', 'Running', 'Team <i>best</i>']);
    await view.screenshot('views-shared');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(inFile).toEqual(['Team <i>best</i>']);
    await expect.poll(chips).toContain('Running');

    await team(page).click();
    await line.fill('metrics.AUC > 0.83');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => readFile(opened.file, 'utf8')).toContain('metrics.AUC > 0.83');
    await menu('Make private');
    await expect.poll(inFile).toEqual([]);
    await page.getByText('is yours alone now').first().waitFor();
    await expect
      .poll(() => host.kept.of(keptPlace).views?.at(-1))
      .toMatchObject({ id: 'team', query: 'metrics.AUC > 0.83' });
    expect(view.alarms).toEqual([]);
  });

  it('of the repository are renamed, deleted and brought back with the keyboard', async () => {
    await using opened = await openShared();
    const { view, inFile } = opened;
    const { keyboard } = view.page;
    await team(view.page).focus();
    await keyboard.press('F2');
    await keyboard.type('Best of us');
    await keyboard.press('Enter');
    await expect.poll(inFile).toEqual(['Best of us']);
    const renamed = view.page.getByRole('button', { name: /^Best of us/ });
    await expect.poll(() => renamed.evaluate((one) => one === document.activeElement)).toBe(true);
    await keyboard.press('Delete');
    await expect.poll(inFile).toEqual([]);
    await renamed.waitFor({ state: 'detached' });
    await keyboard.press('Control+z');
    await expect.poll(inFile).toEqual(['Best of us']);
    await renamed.waitFor();
  });

  it('explain a name that the repository has already, and offer both ways out', async () => {
    await using opened = await openShared();
    const { view, line, menu, inFile, file } = opened;
    const { page } = view;
    await line.fill('status = finished');
    await page.getByRole('button', { name: 'Save the query as a view' }).click();
    await page.keyboard.type('team <I>best</I>');
    await page.keyboard.press('Enter');
    await menu('Share in repository');
    await page.getByText('The repository has another view “Team <i>best</i>”').first().waitFor();
    await page.getByRole('button', { name: 'Rename mine' }).click();
    await page.keyboard.type('Mine');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Mine/ }).waitFor();
    await page.keyboard.press('F2');
    await page.keyboard.type('Team <i>best</i>');
    await page.keyboard.press('Enter');
    await menu('Share in repository');
    await page.getByRole('button', { name: 'Replace it for everybody' }).click();
    await expect.poll(() => readFile(file, 'utf8')).toContain('status = finished');
    expect(await inFile()).toEqual(['Team <i>best</i>']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => readFile(file, 'utf8')).toContain('metrics.AUC > 0.82');
  });

  it('say why nothing can be shared, keep a change as one’s own, and follow the file', async () => {
    await using opened = await openShared();
    const { view, line, host, chips, menu, file } = opened;
    const { page } = view;
    host.place.trusted = false;
    await host.views.read();
    await team(page).click();
    await line.fill('metrics.AUC > 0.5');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('This folder is not trusted').first().waitFor();
    await expect.poll(chips).toContain('Team <i>best</i> (mine)');
    expect(await readFile(file, 'utf8')).toContain('0.82');
    await page.getByRole('button', { name: 'Close this message' }).click();

    host.place.trusted = true;
    await writeFile(file, '<<<<<<< HEAD\n{}\n');
    await host.views.read();
    await page.getByText('holds a merge that is not finished').first().waitFor();
    await expect.poll(chips).not.toContain('Team <i>best</i>');
    await view.screenshot('views-damaged');
    await menu('Share in repository');
    await page.getByText('It is left as it is').first().waitFor();
    await page.getByRole('button', { name: 'Open the file' }).click();
    await expect.poll(() => host.place.opened).toEqual(['.mlops/views.json']);
    expect(view.alarms).toEqual([]);
  });

  it('bring sorting, columns and groups with them, and give back what was before', async () => {
    await using opened = await openShared();
    const { view, host, menu } = opened;
    const { page } = view;
    const columns = { ...emptyLayout, hidden: ['metric.AUC' as const] };
    host.kept.keep(keptPlace, { columns });
    const header = (name: string): Locator =>
      page.getByRole('columnheader', { name: new RegExp(`^${name}`) });
    await header('AUC').waitFor({ state: 'detached' });
    await header('f1-score').locator('.sort').click();
    await page.getByRole('button', { name: 'Save the query as a view' }).click();
    await page.keyboard.type('Arranged');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => host.kept.of(keptPlace).views?.at(-1))
      .toMatchObject({ sort: [{ key: 'metric.f1-score', descending: true }], columns });
    await menu('Share in repository');
    await expect.poll(() => readFile(opened.file, 'utf8')).toContain('"hidden"');
    host.kept.keep(keptPlace, { columns: { ...columns, hidden: [] } });
    await header('AUC').waitFor();
    await page.getByRole('img', { name: 'changed' }).waitFor();
    await menu('Drop the changes');
    await header('AUC').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^All runs/ }).click();
    // What was there before the view was this, too; now something else is.
    await expect.poll(() => host.kept.of(keptPlace).before).toBe(null);
    host.kept.keep(keptPlace, { columns: emptyLayout });
    await header('AUC').waitFor();
    await page.getByRole('button', { name: /^Arranged/ }).click();
    await header('AUC').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^Starred/ }).click();
    await header('AUC').waitFor();
    await page.getByRole('button', { name: /^Arranged/ }).click();
    await menu('Leave sorting and columns free');
    await expect.poll(() => readFile(opened.file, 'utf8')).not.toContain('"hidden"');
    expect(view.alarms).toEqual([]);
  });

  it.each(themes)(
    'of the repository can be told apart and used by everybody: %s',
    async (theme) => {
      await using opened = await openShared(theme);
      await team(opened.view.page).click();
      await opened.menu('Keep sorting and columns too');
      await opened.view.page.getByRole('button', { name: 'Undo' }).waitFor();
      expect(await seriousViolations(opened.view.page)).toEqual([]);
      await opened.view.screenshot(`views-shared-${theme}`);
    },
  );

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
