import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Run } from '../../src/model/run';
import { runsContract, type RunsState } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf, type View } from './harness';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const runs = makeRuns({ count: 20 });
const projectOf = (run: Run): string => (run.iid % 2 === 0 ? 'group/project' : 'ml/<i>churn</i>');
const foreign = runs.find((run) => projectOf(run) !== 'group/project' && run !== runs[9])!;

async function open(page: Partial<RunsState> = {}): Promise<View<typeof runsContract>> {
  const host = runsHost(runs, page, projectOf);
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  view.server.notify('state', host.state);
  return view;
}

describe('runs of several projects', () => {
  it('say where they live, and are found and sorted by it', async () => {
    await using view = await open({
      notes: ['The runs of "ml/gone" cannot be read now: the project was not found.'],
    });
    const { page } = view;
    await page.getByRole('columnheader', { name: /^project/ }).waitFor();
    await page.getByText('cannot be read now').waitFor();
    await page.getByText('ml/<i>churn</i>').first().waitFor();
    await view.screenshot('several-projects');
    await page.getByRole('button', { name: 'Close this message' }).click();
    await page.getByText('cannot be read now').waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Filter runs' }).fill('project = "group/project"');
    await page.getByText('10 of 20').waitFor();
    expect(view.alarms).toEqual([]);
  });

  it('of one project need no such column', async () => {
    const host = runsHost(runs);
    await using view = await openView(browser, {
      name: 'runs',
      contract: runsContract,
      handlers: host.handlers,
    });
    view.server.notify('state', host.state);
    await view.page.getByRole('columnheader', { name: /^branch/ }).waitFor();
    expect(await view.page.getByRole('columnheader', { name: /^project/ }).count()).toBe(0);
  });

  it('are compared, with the project named and no diff between two of them', async () => {
    const chosen = runs.filter((run) => run !== runs[9]).slice(0, 2);
    await using view = await open({
      page: { number: 2, kind: 'compare', runs: chosen.map(({ id }) => id) },
    });
    const { page } = view;
    await page.getByText('other project').first().waitFor();
    expect(await page.locator('.cmp-lines').getByText('ml/<i>churn</i>').count()).toBeGreaterThan(
      0,
    );
    // Lines are counted only within one project.
    await expect
      .poll(() => requestsOf(view.sent, 'codeStats'))
      .toEqual([{ from: runs[9]!.id, to: runs[1]!.id }]);
    await view.screenshot('several-projects-compare');
  });

  it('are promoted in their own project, with its models', async () => {
    await using view = await open({ page: { number: 2, kind: 'promote', run: foreign.id } });
    const { page } = view;
    await page.getByText('The version is made in ml/<i>churn</i>, where the run lives.').waitFor();
    const model = page.getByRole('combobox', { name: 'Model' });
    expect(await model.locator('option').allTextContents()).toEqual(['churn-model', 'New model…']);
    await page.getByRole('button', { name: /^Promote as/ }).click();
    await page.getByText('is a model version now in ml/<i>churn</i>').waitFor();
    await page.getByRole('button', { name: 'Show the model' }).click();
    await expect.poll(() => requestsOf(view.sent, 'showModel').length).toBe(1);
    expect(requestsOf(view.sent, 'promote')).toEqual([
      expect.objectContaining({ model: { kind: 'existing', id: 'gid://gitlab/Ml::Model/7' } }),
    ]);
  });
});
