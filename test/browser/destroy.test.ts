import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/base/errors';
import { destroyContract, type DestroyState } from '../../src/webviews/destroy/contract';
import { type Handlers } from '../../src/webviews/ipc/contract';
import { startBrowser } from '../support/editor';
import { seriousViolations } from './axe';
import * as data from './destroyData';
import { openView, requestsOf, type Theme, themes, type View, type ViewOptions } from './harness';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const nothing = (): Promise<void> => Promise.resolve();
const handlers: Handlers<typeof destroyContract> = {
  refresh: nothing,
  destroy: nothing,
  stopEverything: nothing,
  showProgress: nothing,
  copyMarkdown: nothing,
};

async function open(
  state: DestroyState,
  options: Partial<ViewOptions<typeof destroyContract>> = {},
): Promise<View<typeof destroyContract>> {
  const view = await openView(browser, {
    name: 'destroy',
    contract: destroyContract,
    handlers,
    ...options,
  });
  view.server.notify('state', state);
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  return view;
}

const field = ({ page }: View<typeof destroyContract>) =>
  page.getByRole('textbox', { name: 'Type mlops-anna to confirm' });
const button = ({ page }: View<typeof destroyContract>, name: RegExp | string) =>
  page.getByRole('button', { name });

describe('the preview of a destruction', () => {
  it('says of each item what goes with it and what that saves', async () => {
    await using view = await open(data.plain());
    const row = (name: string) => view.page.getByRole('row', { name }).innerText();
    expect(await row('vm-mlops fhm0machine')).toMatch(/machine[\s\S]*30 GB[\s\S]*4\.40/);
    expect(await row('mlops-anna c17')).toMatch(/projects, runs, models[\s\S]*14\.50/);
    await view.page.getByText('Yandex Cloud keeps it for two weeks').waitFor();
    expect(await view.page.getByText('goes on costing', { exact: true }).count()).toBe(0);
    await view.page.getByText('2.31 ₽').waitFor();
  });

  it('names what stays, what is in the way, and what goes on costing', async () => {
    await using view = await open(data.crowded());
    const kept = (text: string) => view.page.getByRole('listitem').filter({ hasText: text });
    expect(await kept('runner-guest').innerText()).toMatch(/in the way[\s\S]*goes on costing/);
    expect(await kept('datasets').innerText()).toContain('goes on costing');
    expect(await kept('gitlab-sa').innerText()).toContain('it was there before');
    await view.page.getByText('public address “address-vm-mlops”: deleted by somebody').waitFor();
  });

  it('begins only when the very name was typed', async () => {
    await using view = await open(data.plain());
    const destroy = button(view, 'Destroy 7 items');
    await field(view).fill('mlops-ann');
    expect(await destroy.isDisabled()).toBe(true);
    await field(view).press('Enter');
    expect(requestsOf(view.sent, 'destroy')).toEqual([]);
    await field(view).fill('mlops-anna');
    await destroy.click();
    expect(requestsOf(view.sent, 'destroy')).toEqual([{ typed: 'mlops-anna', unprotect: false }]);
  });

  it('takes a protection off only with a consent of its own', async () => {
    await using view = await open(data.crowded());
    await field(view).fill('mlops-anna');
    await view.page.getByText('tick the box to go on').waitFor();
    await field(view).press('Enter');
    expect(requestsOf(view.sent, 'destroy')).toEqual([]);
    await view.page.getByRole('checkbox', { name: 'Take its protection off' }).click();
    await field(view).press('Enter');
    await expect
      .poll(() => requestsOf(view.sent, 'destroy'))
      .toEqual([{ typed: 'mlops-anna', unprotect: true }]);
  });

  it('does not carry what was typed over to another environment', async () => {
    await using view = await open(data.plain());
    await field(view).fill('mlops-anna');
    view.server.notify('state', data.state({ name: 'other' }));
    await view.page.getByRole('heading', { name: 'Destroy other' }).waitFor();
    await view.page.getByText('Type other to go on.').waitFor();
  });

  it('offers to stop everything instead', async () => {
    await using view = await open(data.plain());
    await button(view, 'Stop everything').click();
    expect(requestsOf(view.sent, 'stopEverything')).toEqual([{}]);
  });

  it('hears what is pressed while the cloud is read', async () => {
    const never = (): Promise<void> => new Promise(() => undefined);
    await using view = await open(data.plain(), { handlers: { ...handlers, refresh: never } });
    await button(view, 'Refresh').click();
    await button(view, 'Copy as Markdown').click();
    await expect.poll(() => requestsOf(view.sent, 'copyMarkdown').length).toBe(1);
    await field(view).fill('mlops-anna');
    await button(view, /^Destroy/).click();
    await expect.poll(() => requestsOf(view.sent, 'destroy').length).toBe(1);
  });

  it('says what the editor refused', async () => {
    const refuse = (): Promise<void> =>
      Promise.reject(new AppError('conflict', 'Another window is working on it.'));
    await using view = await open(data.plain(), { handlers: { ...handlers, destroy: refuse } });
    await field(view).fill('mlops-anna');
    await field(view).press('Enter');
    await view.page.getByRole('alert').getByText('Another window is working on it.').waitFor();
  });

  it('offers nothing to agree to while work is under way, or nothing is there', async () => {
    await using view = await open(data.busy());
    expect(await button(view, /^Destroy/).count()).toBe(0);
    await button(view, 'Show progress').click();
    expect(requestsOf(view.sent, 'showProgress')).toEqual([{}]);
    view.server.notify('state', data.gone());
    await view.page.getByRole('heading', { name: 'There is no environment here' }).waitFor();
  });

  it('flows into one column at 400 % without scrolling sideways', async () => {
    await using view = await open(data.crowded(), { width: 320, height: 400 });
    const sideways = await view.page.evaluate(() =>
      Math.max(
        ...[document.scrollingElement, ...document.querySelectorAll('.page')].map((element) =>
          element ? element.scrollWidth - element.clientWidth : 0,
        ),
      ),
    );
    expect(sideways).toBe(0);
    await view.screenshot('destroy-400');
  });
});

describe.each<Theme>(themes)('in %s', (theme) => {
  it('has no serious violation in any state', async () => {
    await using view = await open(data.reading(), { theme });
    for (const make of [data.failed, data.busy, data.gone, data.plain, data.crowded]) {
      view.server.notify('state', make());
      await view.page.getByRole('heading', { level: 1 }).waitFor();
      expect(await seriousViolations(view.page), make.name).toEqual([]);
    }
    await view.screenshot(`destroy-${theme}`);
    expect(view.alarms).toEqual([]);
  });
});
