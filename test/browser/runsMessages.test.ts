import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/base/errors';
import { runsContract, type RunsState } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf, type Theme, themes, type View } from './harness';
import { makeRuns } from './runData';
import { runsHost, type RunsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const runs = makeRuns({ count: 12, furtherMetrics: 2 });
const pages = {
  table: { number: 2, kind: 'table' },
  compare: { number: 2, kind: 'compare', runs: [runs[1]!.id, runs[3]!.id] },
  promote: { number: 2, kind: 'promote', run: runs[5]!.id },
} as const;

interface Opened extends AsyncDisposable {
  readonly view: View<typeof runsContract>;
}

async function open(
  page: RunsState['page'],
  handlers: Partial<RunsHost['handlers']>,
  theme: Theme = 'dark',
): Promise<Opened> {
  const host = runsHost(runs, { page });
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: { ...host.handlers, ...handlers },
    theme,
  });
  host.onState = (state) => view.server.notify('state', state);
  view.server.notify('state', host.state);
  return { view, [Symbol.asyncDispose]: () => view[Symbol.asyncDispose]() };
}

describe('what could not be done', () => {
  it('stands on the compare page until it works, with the ways on', async () => {
    let fails = true;
    await using opened = await open(pages.compare, {
      codeDiff: async () => {
        if (!fails) return;
        throw new AppError('unreachable', 'Cannot read the commits: gitlab.example is silent.');
      },
    });
    const { page, sent } = opened.view;
    await page.getByRole('button', { name: 'Code diff' }).click();
    const message = page.getByRole('group', { name: 'Message' });
    await message.getByText('gitlab.example is silent.').waitFor();
    await expect
      .poll(() => page.getByRole('status').allInnerTexts())
      .toContain('Cannot read the commits: gitlab.example is silent.');
    fails = false;
    await message.getByRole('button', { name: 'Try again' }).click();
    await message.waitFor({ state: 'detached' });
    const asked = requestsOf(sent, 'codeDiff');
    expect(asked).toHaveLength(2);
    expect(asked[1]).toEqual(asked[0]);
  });

  it('offers the way out that the failure names on the promote page, and is closed', async () => {
    await using opened = await open(pages.promote, {
      previewCard: async () => {
        throw new AppError('signed-out', 'The token has run out. Sign in again.', {
          fix: 'sign-in-gitlab',
        });
      },
    });
    const { page, sent } = opened.view;
    await page.getByRole('button', { name: 'Preview' }).click();
    const message = page.getByRole('group', { name: 'Message' });
    await message.getByText('The token has run out.').waitFor();
    expect(await message.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await message.getByRole('button', { name: 'Sign In' }).click();
    await expect.poll(() => requestsOf(sent, 'takeWayOut')).toEqual([{ fix: 'sign-in-gitlab' }]);
    await message.getByRole('button', { name: 'Close this message' }).click();
    await message.waitFor({ state: 'detached' });
  });

  it('shows a bug with the log, and nothing of what the user stopped', async () => {
    let error: Error = new AppError('cancelled', 'Cancelled.');
    await using opened = await open(pages.table, {
      refresh: async () => {
        throw error;
      },
    });
    const { page, sent } = opened.view;
    const refresh = page.locator('.footer').getByRole('button', { name: /^12 runs/ });
    await refresh.click();
    await expect.poll(() => requestsOf(sent, 'refresh').length).toBe(1);
    error = new TypeError('x is undefined');
    await refresh.click();
    const message = page.getByRole('group', { name: 'Message' });
    await message.getByText('This is a bug in GitLab MLOps').waitFor();
    expect(await page.getByText('Cancelled.').count()).toBe(0);
    expect(await page.locator('.footer').getByText('This is a bug').count()).toBe(0);
    await message.getByRole('button', { name: 'Show Log' }).click();
    await expect.poll(() => requestsOf(sent, 'takeWayOut')).toEqual([{ fix: 'open-log' }]);
  });

  it('does not come back by itself once it was read and closed', async () => {
    const host = runsHost(runs, { page: pages.table });
    const view = await openView(browser, {
      name: 'runs',
      contract: runsContract,
      handlers: {
        ...host.handlers,
        keep: async () => {
          throw new AppError('remote', 'The arrangement cannot be kept: the disk is full.');
        },
      },
    });
    await using _closing = { [Symbol.asyncDispose]: () => view[Symbol.asyncDispose]() };
    view.server.notify('state', host.state);
    const { page, sent } = view;
    const message = page.getByRole('group', { name: 'Message' });
    const star = async (count: number): Promise<void> => {
      await page
        .getByRole('grid')
        .getByRole('button', { name: /^Star / })
        .first()
        .click();
      await expect.poll(() => requestsOf(sent, 'keep').length).toBe(count);
    };
    await star(1);
    await message.getByRole('button', { name: 'Close this message' }).click();
    await star(2);
    await page.waitForTimeout(100);
    expect(await message.count()).toBe(0);
  });

  it.each(themes)('is readable in %s', async (theme) => {
    const handlers = {
      openWeb: async () => {
        throw new AppError('unreachable', `Cannot open it: ${'a long reason, '.repeat(20)}end.`);
      },
    };
    await using opened = await open(pages.promote, handlers, theme);
    const { page } = opened.view;
    await page
      .getByRole('button', { name: /GitLab|browser/ })
      .first()
      .click();
    await page.getByRole('group', { name: 'Message' }).waitFor();
    await opened.view.screenshot(`message-${theme}`);
    const text = page.locator('.message.line .text');
    expect(await text.evaluate((one) => one.scrollWidth <= one.clientWidth)).toBe(true);
  });
});
