import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runsContract, type RunsState } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf, type View } from './harness';
import { hostileName, makeRuns, type RunsSpec } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

type RunsView = View<typeof runsContract>;

async function open(spec: RunsSpec, parts: Partial<RunsState> = {}): Promise<RunsView> {
  const host = runsHost(makeRuns(spec), parts);
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
  });
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('state', host.state);
  await view.page.locator('main').waitFor();
  return view;
}

const grid = ({ page }: RunsView) => page.getByRole('grid', { name: 'Runs' });
const names = async (view: RunsView): Promise<string[]> =>
  (await drawn(view)).map(({ name }) => name);
const row = (view: RunsView, name: string) =>
  grid(view).locator('.table-body [role=row]').filter({ hasText: name });

/** The rows that are drawn, from top to bottom, with their cells by the name of the column. */
async function drawn(view: RunsView): Promise<{ name: string; cells: Record<string, string> }[]> {
  return grid(view).evaluate((table) => {
    const heads = new Map<string, string>();
    for (const head of table.querySelectorAll('[role=columnheader]')) {
      const name = head.querySelector('.sort .ellipsis')?.textContent ?? '';
      heads.set(head.getAttribute('aria-colindex') ?? '', name);
    }
    const place = (element: Element): number => Number(element.getAttribute('aria-rowindex'));
    return [...table.querySelectorAll('.table-body [role=row]')]
      .sort((a, b) => place(a) - place(b))
      .map((element) => ({
        name: element.querySelector('[role=rowheader] .grow')?.textContent ?? '',
        cells: Object.fromEntries(
          [...element.querySelectorAll<HTMLElement>('[role=gridcell]')]
            .filter((cell) => cell.style.display !== 'none')
            .map((cell) => [
              heads.get(cell.getAttribute('aria-colindex') ?? '') ?? '',
              (cell.querySelector('.value, .link') ?? cell).textContent,
            ]),
        ),
      }));
  });
}

/** Values of one metric of the rows that are drawn, from top to bottom. */
async function column(view: RunsView, name: string): Promise<number[]> {
  return (await drawn(view)).map(({ cells }) => Number(cells[name]?.replace('−', '-')));
}

describe('the table of runs', () => {
  it('draws only what is in sight of a thousand runs with sixty metrics', async () => {
    await using view = await open({ count: 1_000, furtherMetrics: 60 });
    await grid(view).waitFor();
    const count = await grid(view).locator('.table-body [role=row]').count();
    expect(count).toBeLessThan(60);
    expect(await grid(view).getAttribute('aria-rowcount')).toBe('1002');
    await grid(view).evaluate((element) => {
      element.scrollTop = element.scrollHeight;
      element.scrollLeft = element.scrollWidth;
    });
    await row(view, '-1099').waitFor();
    await grid(view).getByRole('columnheader', { name: 'data' }).waitFor();
    await view.page.locator('.footer').getByText('1,000 runs').waitFor();
  });

  it('sorts by a column, best first, and turns round on a second click', async () => {
    await using view = await open({ count: 40 });
    const header = grid(view).getByRole('columnheader', { name: /AUC/ });
    await header.locator('.sort').click();
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
    const down = await column(view, 'AUC');
    expect(down).toEqual([...down].sort((a, b) => b - a));
    await header.locator('.sort').click();
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    const up = await column(view, 'AUC');
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(up[0]).toBeLessThan(down[0] ?? 0);
  });

  it('filters by words of any column and says how many match', async () => {
    await using view = await open({ count: 40 });
    await view.page.keyboard.press('/');
    await view.page.keyboard.type('heron experiment-2');
    await view.page.getByText(/^\d+ of 40$/).waitFor();
    expect(new Set((await names(view)).map((name) => name.split('-')[1]))).toEqual(
      new Set(['heron']),
    );
    await view.page.keyboard.press('Escape');
    await expect.poll(async () => (await names(view)).length).toBeGreaterThan(20);
    await view.page.getByRole('combobox', { name: 'Filter runs' }).fill('no such run');
    await view.page.getByRole('heading', { name: 'No run matches' }).waitFor();
    await view.page.getByRole('button', { name: 'Drop the filter' }).click();
    await row(view, 'swift-heron-100').waitFor();
  });

  it('selects by mouse, with a colour and a shape for each', async () => {
    await using view = await open({ count: 40 });
    await row(view, '-101').getByRole('checkbox').click();
    await row(view, '-103').getByRole('checkbox').click();
    await view.page.getByRole('button', { name: 'Compare 2' }).waitFor();
    const shapes = await grid(view)
      .locator('.table-body [aria-selected=true] svg.mark > *')
      .evaluateAll((found) => found.map((shape) => `${shape.tagName} ${shape.outerHTML}`));
    expect(shapes.map((shape) => shape.split(' ')[0])).toEqual(['circle', 'rect']);
    expect(new Set(shapes.map((shape) => /--run-\d/.exec(shape)?.[0])).size).toBe(2);
  });

  it('is worked with the keyboard alone', async () => {
    await using view = await open({ count: 40 }, { baseline: undefined });
    await grid(view).focus();
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Space');
    await view.page.keyboard.press('Shift+ArrowDown');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('b');
    await view.page.getByRole('button', { name: 'Compare 2' }).waitFor();
    await row(view, '-102').getByText('baseline').first().waitFor();
    const active = await grid(view).getAttribute('aria-activedescendant');
    expect(await view.page.locator(`[id="${active!}"]`).innerText()).toContain('-102');
    await view.page.keyboard.press('l');
    await expect.poll(() => requestsOf(view.sent, 'followJob').length).toBe(1);
    await view.page.keyboard.press('Control+End');
    await row(view, '-139').waitFor();
    await view.page.keyboard.press('p');
    await view.page.getByRole('heading', { name: /^Promote .*-139/ }).waitFor();
  });

  it('shows no change without a baseline, and the change of each metric with one', async () => {
    await using view = await open({ count: 40 }, { baseline: undefined });
    expect(await grid(view).locator('.delta').count()).toBe(0);
    await row(view, '-101').click();
    await view.page.keyboard.press('b');
    await grid(view).locator('.row.pinned').waitFor();
    const delta = row(view, '-102').locator('.delta').first();
    expect(await delta.innerText()).toMatch(/^[▲▼△▽] 0\.\d{4}$/);
    const said = await delta.locator('..').getAttribute('aria-description');
    expect(said).toMatch(/^(better|worse) by 0\.\d{4}$/);
  });

  it('keeps what it had and says since when, when a refresh fails', async () => {
    await using view = await open({ count: 5 }, { problem: 'GitLab cannot be reached.' });
    await view.page
      .getByRole('alert')
      .getByText(/GitLab cannot be reached\. Shown as of/)
      .waitFor();
    await row(view, '-104').waitFor();
    await view.page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => requestsOf(view.sent, 'refresh').length).toBe(1);
  });

  it('shows how to log a run where there is none', async () => {
    await using view = await open({ count: 0 }, { baseline: undefined });
    await view.page.getByText('mlflow.log_metric').waitFor();
  });

  it('is as it was after a reload', async () => {
    await using view = await open({ count: 40 });
    await view.page.getByRole('combobox', { name: 'Filter runs' }).fill('mlops');
    await row(view, '-101').getByRole('checkbox').click();
    await row(view, '-103').getByRole('checkbox').click();
    await grid(view).getByRole('columnheader', { name: /AUC/ }).locator('.sort').click();
    await view.page.getByRole('button', { name: 'Compare 2' }).click();
    await view.page.getByRole('heading', { name: /2 runs against/ }).waitFor();
    await view.page.reload();
    await view.page.getByRole('heading', { name: /2 runs against/ }).waitFor();
    await view.page.getByRole('button', { name: 'Runs', exact: true }).click();
    await view.page.getByRole('button', { name: 'Compare 2' }).waitFor();
    expect(await view.page.getByRole('combobox', { name: 'Filter runs' }).inputValue()).toBe(
      'mlops',
    );
    const header = grid(view).getByRole('columnheader', { name: /AUC/ });
    expect(await header.getAttribute('aria-sort')).toBe('descending');
  });
});

describe('a hostile project', () => {
  it('is shown as the text that it is, and nothing of it runs', async () => {
    await using view = await open({ count: 40, hostile: true, furtherMetrics: 3 });
    await row(view, hostileName).waitFor();
    for (const index of [0, 1]) {
      await grid(view).locator('.table-body [role=checkbox], .table-body input').nth(index).click();
    }
    await view.page.getByRole('button', { name: 'Compare 2' }).click();
    await view.page.getByRole('columnheader', { name: hostileName }).waitFor();
    await view.page.getByText('<script>alert(2)</script>').waitFor({ state: 'detached' });
    await view.page.getByRole('button', { name: 'Promote…' }).click();
    await view.page.getByRole('heading', { name: /^Promote/ }).waitFor();
    expect(await view.page.locator('#app img, #app script, #app b:text("metric")').count()).toBe(0);
    expect(await view.page.title()).toBe('runs');
    expect(view.alarms).toEqual([]);
    expect(view.reported).toEqual([]);
  });

  it('has its odd numbers named and sorted last', async () => {
    await using view = await open({ count: 8, hostile: true });
    await view.page.setViewportSize({ width: 1_900, height: 700 });
    const header = grid(view).getByRole('columnheader', { name: /odd_loss/ });
    await header.locator('.sort').click();
    const texts = async (): Promise<string[]> =>
      (await grid(view).locator('.table-body [role=row]').allInnerTexts()).map(
        (text) => /NaN|∞|−1\.000e-9|1\.000e\+12|1000000000000/.exec(text)?.[0] ?? '',
      );
    await expect.poll(async () => (await texts()).slice(-2)).toEqual(['NaN', 'NaN']);
    await header.locator('.sort').click();
    await expect.poll(async () => (await texts()).slice(-2)).toEqual(['NaN', 'NaN']);
  });

  it('cannot make the editor do what the contract does not know', async () => {
    await using view = await open({ count: 3 });
    const bad: unknown[] = [
      'text',
      { type: 'request', id: 1.5, name: 'refresh', params: {} },
      { type: 'request', id: 901, name: 'constructor', params: {} },
      { type: 'request', id: 902, name: 'state', params: {} },
      { type: 'request', id: 903, name: 'openWeb', params: { run: 42 } },
      { type: 'request', id: 904, name: 'promote', params: { run: '', version: '1.0.0' } },
    ];
    const heard = await view.page.evaluateHandle(() => {
      const failures: number[] = [];
      window.addEventListener('message', (event: MessageEvent<{ type: string; id: number }>) => {
        if (event.data.type === 'failure') failures.push(event.data.id);
      });
      return failures;
    });
    for (const message of bad) await view.sendRaw(message);
    await expect
      .poll(async () => (await heard.jsonValue()).sort((a, b) => a - b))
      .toEqual([901, 902, 903, 904]);
    expect(view.reported.length).toBeGreaterThanOrEqual(4);
  });
});
