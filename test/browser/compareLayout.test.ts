import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Run } from '../../src/model/run';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import { openView, requestsOf, type Theme, themes, type View } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost, type RunsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const few = makeRuns({ count: 40, furtherMetrics: 6 });

interface Look {
  readonly runs?: readonly Run[];
  readonly shown: readonly number[];
  readonly theme?: Theme;
  readonly width?: number;
  readonly host?: RunsHost;
}

async function open({ runs = few, shown, theme, width, host }: Look): Promise<{
  readonly view: View<typeof runsContract>;
  readonly host: RunsHost;
}> {
  const chosen = shown.map((index) => runs[index]!.id);
  const own = host ?? runsHost(runs, { page: { number: 2, kind: 'compare', runs: chosen } });
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: own.handlers,
    ...(theme === undefined ? {} : { theme }),
    ...(width === undefined ? {} : { width }),
  });
  own.kept.onDidChange(() => view.server.notify('kept', own.kept.of(keptPlace)));
  view.server.notify('kept', own.kept.of(keptPlace));
  view.server.notify('state', own.state);
  await view.page.getByRole('button', { name: 'Metrics', exact: true }).waitFor();
  return { view, host: own };
}

describe('how a comparison is arranged', () => {
  it('is there again after a restart: switches, folds, options of the curves', async () => {
    const first = await open({ shown: [1, 3] });
    const { host } = first;
    const fold = (view: View<typeof runsContract>, name: string) =>
      view.page.getByRole('button', { name, exact: true });
    {
      await using view = first.view;
      const { page } = view;
      await page.getByRole('checkbox', { name: 'Regressions first' }).click();
      await fold(view, 'Params').click();
      await page
        .getByRole('button', { name: /^Show \d+ equal$/ })
        .last()
        .click();
      await page.getByRole('combobox', { name: 'along' }).selectOption('relative');
      await page.getByRole('checkbox', { name: 'log y' }).check();
      await expect.poll(() => host.kept.of(keptPlace).compare).toMatchObject({ logY: true });
    }
    await using view = (await open({ shown: [1, 3], host })).view;
    const { page } = view;
    expect(await fold(view, 'Params').getAttribute('aria-expanded')).toBe('false');
    await page.getByRole('button', { name: /^Hide \d+ equal$/ }).waitFor();
    expect(await page.getByText('Worse in at least one run').count()).toBe(0);
    await page.getByRole('figure', { name: 'AUC over the time since the start' }).waitFor();
    expect(await page.getByRole('checkbox', { name: 'log y' }).isChecked()).toBe(true);
    expect(view.alarms).toEqual([]);
  });

  it('fits four columns into the usual width, and names into columns of many runs', async () => {
    await using view = (await open({ shown: [1, 3, 5], width: 1280 })).view;
    const wide = await view.page
      .locator('.cmp-scroll')
      .evaluate((box) => [box.scrollWidth - box.clientWidth, box.clientWidth]);
    expect(wide[0]).toBe(0);
    const names = await view.page
      .locator('.cmp-head .run-name')
      .evaluateAll((found) => found.map((one) => one.scrollWidth - one.clientWidth));
    expect(names).toEqual([0, 0, 0, 0]);
    // The baseline's column stays in its place also where bars stand below the values.
    const [head, cell] = await Promise.all(
      ['.cmp-head .base', '.cmp-row .base.metric'].map((one) =>
        view.page.locator(one).first().boundingBox(),
      ),
    );
    expect(cell!.x).toBe(head!.x);
  });

  it('says star and merge request in the heads, and lets both be used', async () => {
    const { view: opened, host } = await open({ shown: [1, 3] });
    await using view = opened;
    const { page } = view;
    const name = few[1]!.name;
    const head = page.locator('.cmp-head .run-box', { hasText: name });
    await head.getByRole('button', { name: `Star ${name}` }).focus();
    await page.keyboard.press('Enter');
    await head.getByRole('button', { name: `Take the star off ${name}` }).waitFor();
    await expect.poll(() => host.kept.of(keptPlace).stars).toEqual([few[1]!.id]);
    await head.getByRole('button', { name, exact: true }).press('s');
    await expect.poll(() => host.kept.of(keptPlace).stars).toEqual([]);
    const request = head.getByRole('button', { name: /^!\d+$/ });
    expect(await request.getAttribute('title')).toContain('opened: Trees <b>deeper</b>');
    await request.click();
    await expect
      .poll(() => requestsOf(view.sent, 'openMergeRequest'))
      .toEqual([{ run: few[1]!.id }]);
    expect(view.alarms).toEqual([]);
  });

  it('of 12,000 metrics and 50 runs keeps in the page only what is seen, and asks for no column', async () => {
    const many = makeRuns({ count: 51, furtherMetrics: 12_000 });
    await using view = (
      await open({ runs: many, shown: many.map((_run, index) => index), width: 1600 })
    ).view;
    const { page } = view;
    const heading = page.getByRole('table', { name: 'Runs against the baseline' });
    expect(Number(await heading.getAttribute('aria-rowcount'))).toBeGreaterThan(12_000);
    expect(await heading.getAttribute('aria-colcount')).toBe('52');
    const nodes = (): Promise<number> => page.locator('.cmp-table *').count();
    expect(await nodes()).toBeLessThan(8_000);
    const box = page.locator('.cmp-scroll');
    await box.evaluate((one) => one.scrollTo(3_000, 150_000));
    await expect
      .poll(() => page.locator('.cmp-row').first().getAttribute('aria-rowindex'))
      .not.toBe('2');
    expect(await nodes()).toBeLessThan(8_000);
    const asked = requestsOf(view.sent, 'columns') as { columns: readonly string[] }[];
    const columns = new Set(asked.flatMap((one) => one.columns));
    expect(columns.size).toBeLessThan(40);
    expect(view.alarms).toEqual([]);
  });

  it('as cards has something to read wherever it is scrolled to, however many runs stand above', async () => {
    const shown = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12];
    await using view = (await open({ shown, width: 420 })).view;
    const box = view.page.locator('.cmp-scroll');
    for (const top of [0, 1_000, 1_600, 2_400]) {
      await box.evaluate((element, to) => element.scrollTo(0, to), top);
      // Nothing but heads, lines and curves may be at the top, in the middle and at the foot of what is seen.
      const empty = (): Promise<number> =>
        box.evaluate((element) => {
          const { left, top: from, width, height } = element.getBoundingClientRect();
          return [10, height / 2, height - 10].filter((y) => {
            const there = document.elementFromPoint(left + width / 2, from + y);
            return there === element || there?.matches('.cmp-cards') === true;
          }).length;
        });
      await expect.poll(empty).toBe(0);
    }
  });

  it.each(themes)('can be read and used by everybody with a dozen runs: %s', async (theme) => {
    const shown = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12];
    await using view = (await open({ shown, theme, width: 1600 })).view;
    expect(await seriousViolations(view.page)).toEqual([]);
    await view.screenshot(`compare-dozen-${theme}`);
  });
});
