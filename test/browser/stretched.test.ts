import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { destroyContract } from '../../src/webviews/destroy/contract';
import { planContract, type PlanState } from '../../src/webviews/plan/contract';
import { startBrowser } from '../support/editor';
import * as destroy from './destroyData';
import { openView, themes } from './harness';
import * as plan from './planData';
import { planHandlers } from './planHandlers';
import { problems } from './stretch';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const nothing = (): Promise<void> => Promise.resolve();
const destroyHandlers = {
  refresh: nothing,
  destroy: nothing,
  stopEverything: nothing,
  showProgress: nothing,
  copyMarkdown: nothing,
};

const planStates = {
  plan: plan.agreeable,
  blocked: plan.blocked,
  progress: plan.running,
  parked: plan.needsYou,
  failed: plan.failed,
  drift: plan.drifted,
  destroying: plan.destroying,
};
const destroyStates = { 'destroy-preview': destroy.crowded };

interface Size {
  readonly width: number;
  readonly height: number;
}

async function openPlan(state: () => PlanState, size: Size) {
  const view = await openView(browser, {
    name: 'plan',
    contract: planContract,
    handlers: planHandlers,
    ...size,
  });
  view.server.notify('state', state());
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  return view;
}

async function openDestroy(size: Size) {
  const view = await openView(browser, {
    name: 'destroy',
    contract: destroyContract,
    handlers: destroyHandlers,
    ...size,
  });
  view.server.notify('state', destroyStates['destroy-preview']());
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  return view;
}

const sizes: readonly Size[] = [
  { width: 1280, height: 860 },
  { width: 820, height: 900 },
  { width: 420, height: 900 },
];

describe.each(sizes)('texts a third longer, $width pixels wide', (size) => {
  it.each(Object.entries(planStates))('are whole in the page: %s', async (name, state) => {
    await using view = await openPlan(state, size);
    expect(await problems(view.page)).toEqual([]);
    await view.screenshot(`long-${name}-${size.width}`);
  });

  it('are whole in the preview of a destruction', async () => {
    await using view = await openDestroy(size);
    expect(await problems(view.page)).toEqual([]);
    await view.screenshot(`long-destroy-preview-${size.width}`);
  });
});

it('every state has its picture in every theme', async () => {
  const size = { width: 1280, height: 860 };
  for (const [name, state] of Object.entries(planStates)) {
    await using view = await openPlan(state, size);
    for (const theme of themes) {
      await view.setTheme(theme);
      await view.page.getByRole('heading', { level: 1 }).waitFor();
      await view.screenshot(`${name}-${theme}`);
    }
    expect(view.alarms).toEqual([]);
  }
  await using view = await openDestroy(size);
  for (const theme of themes) {
    await view.setTheme(theme);
    await view.screenshot(`destroy-preview-${theme}`);
  }
  expect(view.alarms).toEqual([]);
}, 180_000);
