import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/base/errors';
import { planContract, type PlanState } from '../../src/webviews/plan/contract';
import { type Handlers } from '../../src/webviews/ipc/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf, type View } from './harness';
import * as data from './planData';
import { planHandlers as handlers } from './planHandlers';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

type PlanView = View<typeof planContract>;

async function open(
  state: PlanState,
  parts: Partial<Handlers<typeof planContract>> = {},
): Promise<PlanView> {
  const view = await openView(browser, {
    name: 'plan',
    contract: planContract,
    handlers: { ...handlers, ...parts },
  });
  view.server.notify('state', state);
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  return view;
}

/** Presses a button and returns what the page asked for. */
async function press({ page, sent }: PlanView, name: RegExp | string): Promise<string[]> {
  const before = sent.length;
  await page.getByRole('button', { name }).first().click();
  await expect.poll(() => sent.length).toBeGreaterThan(before);
  return sent.slice(before).map((message) => (message as { name: string }).name);
}

function row({ page }: PlanView, name: string): Promise<string> {
  const header = page.getByRole('rowheader', { name, exact: true });
  return page.getByRole('row').filter({ has: header }).first().innerText();
}

describe('a plan', () => {
  it('has rows at once while the cloud is read, and nothing to agree to', async () => {
    await using view = await open(data.state({ loading: true }));
    await view.page.getByText('reading the cloud').waitFor();
    expect(await view.page.getByRole('button', { name: /Create/ }).count()).toBe(0);
    expect(await view.page.locator('.skeleton div').count()).toBeGreaterThan(5);
  });

  it('keeps the last document with the reason when reading again fails', async () => {
    await using view = await open({ ...data.agreeable(), problem: 'The cloud cannot be reached.' });
    await view.page.getByRole('alert').getByText('The cloud cannot be reached.').waitFor();
    expect(await row(view, 'vm-mlops')).toContain('4.40');
    expect(await press(view, 'Try again')).toEqual(['refresh']);
  });

  it('says action, price and month of each item, computed before rounding', async () => {
    await using view = await open(data.agreeable());
    // 4.3994 an hour: 3,165 = 4.3958 × 720, not 4.40 × 720 = 3,168.
    expect((await row(view, 'vm-mlops')).split(/\s+/)).toEqual(
      expect.arrayContaining(['create', 'vm-mlops', '4.40', '3,165']),
    );
    expect(await row(view, 'net-gitlab')).toMatch(/adopt/);
    expect(await row(view, 'gitlab-sa')).toMatch(/exists[\s\S]*not ours/);
    expect(await row(view, 'Public addresses')).toMatch(/1\s+6\s+of 8/);
    expect(await row(view, 'mlops-demo')).toContain('after subnet-gitlab-a, default group');
    await view.page.getByText('7 to create').waitFor();
    await view.page.getByText('One step is yours.').waitFor();
  });

  it('marks each documented price, and says where and when prices are from', async () => {
    await using view = await open(data.agreeable());
    expect(await row(view, 'vm-mlops')).toMatch(/vCPU 2\.31\*/);
    expect(await row(view, 'mlops-demo')).not.toContain('*');
    await view.page.getByText(/Price list of 2026-08-01\./).waitFor();
    await view.page
      .getByText('* Not in the price list: from documentation of 2026-01-01 to 2026-05-01.')
      .waitFor();
  });

  it('calls an unknown price unknown, and the total a lower bound', async () => {
    await using view = await open(data.state({ plan: data.plan({ skus: [] }) }));
    const text = await row(view, 'mlops-demo');
    expect(text.match(/unknown/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).not.toMatch(/\b0\.00\b/);
    await view.page.getByText('at least').first().waitFor();
    await view.page.getByText(/No price was found for/).waitFor();
  });

  it('cannot be agreed to while something is in the way, and names it', async () => {
    await using view = await open(data.blocked());
    const create = view.page.getByRole('button', { name: /^Create/ });
    await create.waitFor();
    await create.click({ force: true });
    await create.focus();
    await view.page.keyboard.press('Enter');
    for (const reason of data.blocked().blockers) {
      await view.page.locator('.blockers').getByText(reason).waitFor();
    }
    expect(await row(view, 'Networks')).toContain('1 too few');
    const more = view.page.getByRole('link', { name: 'Ask for more' });
    expect(await more.getAttribute('href')).toBe(
      `https://console.yandex.cloud/cloud/${data.blocked().plan!.blueprint.cloudId}/quotas`,
    );
    expect(await row(view, 'Memory')).toMatch(/could not be read[\s\S]*unknown[\s\S]*unknown/);
    expect(requestsOf(view.sent, 'agree')).toEqual([]);
    expect(await press(view, 'Check again')).toEqual(['refresh']);
  });

  it('is agreed to once, by mouse or keyboard, and copied as Markdown', async () => {
    await using view = await open(data.agreeable(), {
      agree: () => new Promise<void>(() => undefined),
    });
    expect(await press(view, 'Copy as Markdown')).toEqual(['copyMarkdown']);
    expect(await press(view, 'Export as Terraform')).toEqual(['exportTerraform']);
    await view.page.getByRole('checkbox', { name: 'Service account gitlab-sa' }).click();
    const create = view.page.getByRole('button', { name: /^Create/ });
    await create.focus();
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('button', { name: 'Creating…' }).click({ force: true });
    await expect.poll(() => requestsOf(view.sent, 'agree').length).toBe(1);
    expect(requestsOf(view.sent, 'agree')[0]).toMatchObject({ foreign: ['service-account'] });
  });

  it('waits for a yes for what is not ours', async () => {
    await using view = await open(data.agreeable());
    await view.page.getByText('Not ours. Use it?').waitFor();
    const create = view.page.getByRole('button', { name: /^Create/ });
    await create.click({ force: true });
    const box = view.page.getByRole('checkbox', { name: 'Service account gitlab-sa' });
    await box.focus();
    await view.page.keyboard.press('Space');
    expect(requestsOf(view.sent, 'agree')).toEqual([]);
    expect(await press(view, /^Create/)).toEqual(['agree']);
  });

  it('says which roles were seen, and leads to the console and to other values', async () => {
    await using view = await open(data.agreeable());
    const roles = view.page.getByRole('listitem').filter({ hasText: 'vpc.admin' }).first();
    expect(await roles.innerText()).toMatch(
      /vpc\.admin given by editor, needed to make the network/,
    );
    await view.page.getByText('quota-manager.viewer').waitFor();
    const account = view.page.getByRole('link', { name: 'gitlab-sa', exact: true });
    expect(await account.getAttribute('href')).toBe(
      'https://console.yandex.cloud/folders/b1gfolder/iam/service-account/ajeaccount/overview',
    );
    expect(await press(view, 'Change…')).toEqual(['change']);
  });

  it('hears everything that is pressed while an answer is on its way', async () => {
    const never = (): Promise<void> => new Promise(() => undefined);
    await using view = await open(data.agreeable(), { refresh: never, copyMarkdown: never });
    expect(await press(view, 'Refresh')).toEqual(['refresh']);
    expect(await press(view, 'Copy as Markdown')).toEqual(['copyMarkdown']);
    expect(await press(view, 'Export as Terraform')).toEqual(['exportTerraform']);
    expect(await press(view, 'Change…')).toEqual(['change']);
    // The same once more is under way already.
    await view.page.getByRole('button', { name: 'Refresh' }).click();
    expect(await press(view, 'Export as Terraform')).toEqual(['exportTerraform']);
    expect(requestsOf(view.sent, 'refresh')).toHaveLength(1);
  });

  it('says why agreeing was refused', async () => {
    await using view = await open(data.agreeable(), {
      agree: () => Promise.reject(new AppError('conflict', 'The environment is being worked on.')),
    });
    await view.page.getByRole('checkbox').first().click();
    await press(view, /^Create/);
    await view.page.getByRole('alert').getByText('The environment is being worked on.').waitFor();
    await view.page.getByRole('button', { name: /^Create environment/ }).waitFor();
  });
});

describe('the progress', () => {
  it('shows what is done, what runs and what will need the user, with the night cut out', async () => {
    await using view = await open(data.running());
    await view.page.getByRole('heading', { name: 'Creating' }).waitFor();
    await view.page.getByText(/8 of 10 steps, 7 min .*about \d+ min/).waitFor();
    const steps = view.page.getByRole('table', { name: 'Steps' });
    expect(await steps.getByRole('img', { name: 'done' }).count()).toBe(8);
    expect(await steps.getByRole('img', { name: 'running' }).count()).toBe(1);
    expect(await steps.getByRole('img', { name: 'will need you' }).count()).toBe(1);
    await view.page.getByText(/Next, in about 1\d min: you\./).waitFor();
    expect(await view.page.locator('.resumed').count()).toBeGreaterThan(0);
    expect(await press(view, 'Cancel')).toEqual(['cancel']);
    await view.screenshot('plan-running');
  });

  it('goes on between two notices by the clock of the editor', async () => {
    await using view = await open(data.running());
    const time = view.page.locator('tr.running .took');
    const first = await time.innerText();
    await expect.poll(() => time.innerText(), { timeout: 10_000 }).not.toBe(first);
  });

  it('opens a step by keyboard and shows its outputs and its journal', async () => {
    await using view = await open(data.running());
    const step = view.page.getByRole('button', { name: /Host key of vm-mlops/ });
    await step.focus();
    await view.page.keyboard.press('Enter');
    await view.page.locator('.detail').getByText('SHA256:').waitFor();
    await view.page.locator('.detail').getByText('pinned from its serial console').waitFor();
    expect(await step.getAttribute('aria-expanded')).toBe('true');
    await view.page.reload();
    await view.page.locator('.detail').getByText('SHA256:').waitFor();
    await view.page.keyboard.press('Tab');
  });

  it.each([
    ['gitlab-sg', 'Usually 5 s.', 'vpc/security-group/enp9group8gitlab7/overview'],
    [
      'GitLab instance mlops-demo',
      'Usually 18 min.',
      'managed-gitlab/instance/ce8gitlab2mlops/overview',
    ],
    ['vm-mlops', 'Usually 50 s.', 'compute/instance/fhm5machine5mlops/overview'],
    ['Host key of vm-mlops', 'Usually 1 min 40 s.', undefined],
  ])(
    'tells of %s how long it usually takes, and leads to it in the console',
    async (title, usual, path) => {
      await using view = await open({ ...data.running(), console: 'https://console.example' });
      const name = new RegExp(`^(done|running) ${title}$`);
      await view.page.getByRole('button', { name }).click();
      const detail = view.page.locator('.step-detail');
      await detail.getByText(usual).waitFor();
      const link = detail.getByRole('link', { name: 'Open in the console' });
      const hrefs = await link.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      const place = `https://console.example/folders/${data.agreeable().folderId}`;
      expect(hrefs).toEqual(path === undefined ? [] : [`${place}/${path}`]);
    },
  );

  it('says that another window works on it, and leaves cancelling to that one', async () => {
    await using view = await open(data.elsewhere());
    await view.page.getByRole('heading', { name: 'Creating' }).waitFor();
    const why = 'Another window works on the environment. Wait for it, or cancel it there.';
    await view.page.getByText(why).waitFor();
    const cancel = view.page.locator('vscode-button', { hasText: 'Cancel' });
    expect(await cancel.getAttribute('title')).toBe(why);
    expect(await view.page.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
    expect(await view.page.getByRole('button', { name: /Resume|Destroy/ }).count()).toBe(0);
    // What holds for the window that drives it would mislead here.
    expect(await view.page.getByText('Safe to close.').count()).toBe(0);
    await view.screenshot('plan-elsewhere-dark');
    await view.setTheme('light');
    await view.screenshot('plan-elsewhere-light');
    // Once it is over there, the work can be gone on with here.
    view.server.notify('state', data.stopped());
    await view.page.getByRole('button', { name: /^Resume/ }).waitFor();
    expect(await view.page.getByText(why).count()).toBe(0);
  });

  it('asks the user for the step that is theirs', async () => {
    await using view = await open(data.running());
    view.server.notify('state', data.needsYou());
    await view.page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    await view.page.getByRole('alert').getByText('anna@example.com').waitFor();
    await view.page.getByText('Creation notices that and goes on by itself.').waitFor();
    await expect
      .poll(() => view.page.getByRole('status').last().innerText())
      .toContain('Activate GitLab needs you.');
    expect(await press(view, /Activate…/)).toEqual(['activate']);
    expect(await press(view, 'Open GitLab')).toEqual(['openGitLab']);
    await view.screenshot('plan-needs-you');
  });

  it('shows a failed step with its message and a way on', async () => {
    await using view = await open(data.failed());
    await view.page.getByRole('heading', { name: 'Creation failed' }).waitFor();
    await view.page.getByText('The quota “vCPU” (32) is used up.').waitFor();
    expect(await press(view, 'Try this step again')).toEqual(['resume']);
    expect(await press(view, /^Resume/)).toEqual(['resume']);
    expect(await press(view, 'Show log')).toEqual(['showLog']);
    expect(await press(view, 'Destroy…')).toEqual(['destroy']);
    await view.screenshot('plan-failed');
  });

  it('is ready in the end and offers to repair what a later look misses', async () => {
    await using view = await open(data.ready());
    await view.page.getByRole('heading', { name: 'Ready' }).waitFor();
    expect(await view.page.getByRole('button', { name: /Repair/ }).count()).toBe(0);
    const found = data.plan({ readAt: data.begun + 60 * 60_000 });
    view.server.notify('state', { ...data.ready(), plan: found });
    expect(await press(view, /Repair/)).toEqual(['agree']);
    expect(await press(view, 'Stop everything…')).toEqual(['stopAll']);
  });

  it('names what has drifted field by field, with who mends it', async () => {
    await using view = await open(data.drifted());
    const banner = view.page.getByRole('region', { name: 'Drift' });
    await banner.getByText('The cloud is not as it was agreed to.').waitFor();
    const group = await row(view, 'gitlab-sg');
    expect(group).toMatch(/change[\s\S]*rule in TCP 22: 0\.0\.0\.0\/0[\s\S]*198\.51\.100\.7\/32/);
    expect(await row(view, 'vm-mlops')).toMatch(/cores: 8[\s\S]*2[\s\S]*by hand: stop the machine/);
    expect(await row(view, 'vm-mlops')).toMatch(
      /disk: 20 GB[\s\S]*30 GB[\s\S]*repair: the machine sees the new size after its next start/,
    );
    await view.screenshot('plan-drift');
    await view.page.getByText('disk: 20 GB').scrollIntoViewIfNeeded();
    await view.screenshot('plan-drift-disk-dark');
    await view.setTheme('light');
    await view.screenshot('plan-drift-disk-light');
  });

  it('shows destroying in the same place, and what it would take to begin again afterwards', async () => {
    await using view = await open(data.destroying());
    await view.page.getByRole('heading', { name: 'Destroying' }).waitFor();
    await view.page.getByText('1 of 7 steps').waitFor();
    expect(await row(view, 'vm-mlops')).toMatch(/^\s*gone/);
    expect(await row(view, 'default group')).toMatch(/^\s*delete/);
    expect(await row(view, 'gitlab-sa')).toMatch(/^\s*stays/);
    expect(await view.page.getByText('to create').count()).toBe(0);
    await view.screenshot('plan-destroying');
    view.server.notify('state', { ...data.agreeable(), destroyed: true });
    await view.page.getByText('The environment was destroyed.').waitFor();
    await view.page.getByRole('button', { name: /^Create/ }).waitFor();
  });

  it('takes names for text, whatever is in them', async () => {
    const plan = data.plan();
    const name = '<img src=x onerror=alert(1)>';
    await using view = await open(
      data.state({
        plan: { ...plan, items: plan.items.map((item) => ({ ...item, name, what: name })) },
        entries: [{ at: data.begun, text: `<script>alert(2)</script>` }],
        run: data.running().run,
      }),
    );
    await view.page.getByText('<script>alert(2)</script>').waitFor();
    expect(await view.page.locator('img, #app script').count()).toBe(0);
    expect(view.alarms).toEqual([]);
  });
});
