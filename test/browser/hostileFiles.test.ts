import { type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { modelContract } from '../../src/webviews/model/contract';
import { runsContract } from '../../src/webviews/runs/contract';
import { startBrowser } from '../support/editor';
import { hostileText, randomFrom } from '../support/hostileTexts';
import { openView, requestsOf } from './harness';
import { modelHandlers, modelState } from './modelData';
import { makeRuns } from './runData';
import { runsHost } from './runsHost';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

/** Elements that only a text taken for a page could have made, and whether the page is wider than its window. */
function broken(page: Page): Promise<unknown> {
  return page.evaluate(() => ({
    elements: document.querySelectorAll(
      '#app :is(script, iframe, style, object, embed, base, form, img[src="x"])',
    ).length,
    sideways: document.documentElement.scrollWidth > innerWidth,
  }));
}
const sound = { elements: 0, sideways: false };

it('7,500 hostile names and contents of artifacts are text beside a comparison', async () => {
  const random = randomFrom(23);
  const runs = makeRuns({ count: 12 });
  const host = runsHost(runs);
  let texts = 0;
  const text = (): string => {
    texts++;
    return hostileText(random);
  };
  const paths = Array.from({ length: 1_250 }, (_one, index) => `${text()}/${index}-${text()}.txt`);
  await using view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: {
      ...host.handlers,
      artifacts: async () => paths.map((path) => ({ path: `${path}${text()}`, size: 600 })),
      artifact: async () => new TextEncoder().encode(`${text()}\n${text()}`),
    },
  });
  const chosen = [1, 4, 5].map((index) => runs[index]!.id);
  view.server.notify('state', {
    ...host.state,
    page: { number: 2, kind: 'compare', runs: chosen },
  });
  const { page } = view;
  const files = page.getByRole('complementary', { name: 'Artifacts' });
  await expect.poll(() => requestsOf(view.sent, 'artifacts').length).toBe(4);
  const list = files.getByRole('list', { name: 'Files' });
  // Every line is in the page once.
  for (let top = 0; ; top += 900) {
    const end = await list.evaluate((element, to) => {
      element.scrollTop = to;
      return element.scrollTop + element.clientHeight >= element.scrollHeight;
    }, top);
    await files.locator('.file-name').nth(12).waitFor();
    expect(await broken(page)).toEqual(sound);
    if (end) break;
  }
  // Whatever stands in a file, too.
  await files.locator('.file-name').nth(12).click();
  await page.getByRole('region', { name: /^Preview of/ }).waitFor();
  expect(await broken(page)).toEqual(sound);
  await view.screenshot('hostile-artifacts');
  expect(texts).toBeGreaterThanOrEqual(7_500);
  expect(await page.title()).toBe('runs');
  expect(view.alarms).toEqual([]);
  expect(view.reported).toEqual([]);
});

it('3,000 hostile descriptions, versions, aliases, names and files are text on the page of a model', async () => {
  const random = randomFrom(29);
  let texts = 0;
  const text = (): string => {
    texts++;
    return hostileText(random);
  };
  const usual = modelState();
  const versions = Array.from({ length: 100 }, (_one, index) => ({
    ...usual.versions[index % 4]!,
    id: `gid://gitlab/Ml::ModelVersion/${index}`,
    version: `${index} ${text()}`,
    aliases: [text(), text()],
    runName: text(),
    author: text(),
    card: text(),
  }));
  await using view = await openView(browser, {
    name: 'model',
    contract: modelContract,
    handlers: {
      ...modelHandlers,
      files: async () =>
        Array.from({ length: 1_500 }, () => ({ path: `${text()}/${text()}`, size: 600 })),
    },
  });
  view.server.notify('state', {
    ...usual,
    name: text(),
    author: text(),
    project: text(),
    description: Array.from({ length: 40 }, text).join('\n'),
    versions,
    metrics: usual.metrics.map((metric) => ({ ...metric, name: `${text()}${metric.name}` })),
    aliasChanges: Array.from({ length: 60 }, (_one, index) => ({
      alias: text(),
      version: text(),
      at: 1_000 * index,
      by: text(),
    })),
    problem: text(),
  });
  const { page } = view;
  await page.locator('h1').waitFor();
  const table = page.locator('.versions tbody tr');
  await expect.poll(() => table.count()).toBe(100);
  expect(await broken(page)).toEqual(sound);
  const heights = await table.evaluateAll((rows: HTMLElement[]) =>
    rows.map((row) => row.offsetHeight),
  );
  expect(Math.max(...heights)).toBeLessThan(40);
  const aliases = await page
    .locator('.alias-line, .history li')
    .evaluateAll((lines) => lines.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
  expect(aliases).toBe(0);
  await page.getByRole('button', { name: '7 files' }).first().click();
  await page.locator('.files li').first().waitFor();
  expect(await broken(page)).toEqual(sound);
  await view.screenshot('hostile-model');
  expect(texts).toBeGreaterThanOrEqual(3_000);
  expect(await page.title()).toBe('model');
  expect(view.alarms).toEqual([]);
  expect(view.reported).toEqual([]);
});
