import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Handlers } from '../../src/webviews/ipc/contract';
import { planContract, type PlanState } from '../../src/webviews/plan/contract';
import { startBrowser } from '../support/editor';
import { openView, requestsOf, type Theme, type View } from './harness';
import * as data from './planData';
import { planHandlers } from './planHandlers';
import * as terraform from './terraformData';

let browser: Awaited<ReturnType<typeof startBrowser>>;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function open(
  state: PlanState,
  theme?: Theme,
  parts: Partial<Handlers<typeof planContract>> = {},
): Promise<View<typeof planContract>> {
  const view = await openView(browser, {
    name: 'plan',
    contract: planContract,
    handlers: { ...planHandlers, ...parts },
    width: 1360,
    height: 1000,
    ...(theme && { theme }),
  });
  view.server.notify('state', state);
  await view.page.getByRole('heading', { level: 1 }).waitFor();
  return view;
}

function row({ page }: View<typeof planContract>, name: string): Promise<string> {
  const header = page.getByRole('rowheader', { name, exact: true });
  return page.getByRole('row').filter({ has: header }).first().innerText();
}

async function press(view: View<typeof planContract>, name: RegExp | string): Promise<string> {
  const before = view.sent.length;
  await view.page.getByRole('button', { name }).first().click();
  await expect.poll(() => view.sent.length).toBeGreaterThan(before);
  return (view.sent.at(-1) as { name: string }).name;
}

describe('a plan of Terraform', () => {
  it.each(['dark', 'light'] as const)('is the same document, in %s', async (theme) => {
    await using view = await open(terraform.planned(), theme);
    const { page } = view;
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Terraform plan: demo');
    await page.getByText(/Terraform 1\.11\.4 · \/home\/anna/).waitFor();
    expect(await row(view, 'net-gitlab')).toMatch(
      /adopt[\s\S]*takes it over[\s\S]*labels\.owned-by/,
    );
    expect(await row(view, 'vm-mlops')).toMatch(/replace[\s\S]*zone cannot be changed otherwise/);
    expect(await row(view, 'yandex_dns_zone.team')).toMatch(
      /destroy[\s\S]*no longer in the configuration/,
    );
    // Sized as the configuration says now, and priced so.
    expect(await row(view, blueprintName)).toContain('s2.small: 4 vCPU');
    expect(await page.getByText('nothing is deleted').count()).toBe(0);
    await page.getByText(/^\d+ items? (is|are) \w/).waitFor();
    await page.getByText('2 items are destroyed, of which 1 made anew.').waitFor();
    await page.getByText(/Value for undeclared variable/).waitFor();
    await view.screenshot(`terraform-plan-${theme}`);
    // What is lost needs a yes for each.
    await page.getByRole('button', { name: 'Apply with Terraform' }).click({ force: true });
    await page.getByRole('checkbox', { name: 'Machine vm-mlops' }).click();
    await page.getByRole('button', { name: 'Apply with Terraform' }).click({ force: true });
    expect(requestsOf(view.sent, 'agree')).toEqual([]);
    await page.getByRole('checkbox', { name: 'yandex_dns_zone.team' }).click();
    expect(await press(view, 'Apply with Terraform')).toBe('agree');
    expect(requestsOf(view.sent, 'agree')).toEqual([
      { foreign: ['machine', 'yandex_dns_zone.team'] },
    ]);
    expect(view.alarms).toEqual([]);
  });

  it('says what Terraform is just doing while it plans', async () => {
    const doing = 'reading yandex_vpc_network.main';
    await using view = await open(data.state({ way: 'terraform', loading: true, doing }));
    await view.page.getByText(`Terraform: ${doing}`).waitFor();
  });

  it('hands an environment over with a button that says so', async () => {
    await using view = await open(
      terraform.planned({ plan: terraform.plan(terraform.mixed.slice(0, 2), { handsOver: true }) }),
    );
    await view.page.getByText('This hands the environment over to Terraform.').waitFor();
    expect(await press(view, 'Hand over and apply')).toBe('agree');
  });

  it('has nothing to agree to when nothing differs and Terraform owns it', async () => {
    const same = terraform.plan([], { nothingToDo: true });
    await using view = await open(terraform.planned({ plan: same, owner: terraform.owner }));
    await view.page.getByText('The cloud is as the configuration says.').waitFor();
    const button = view.page.getByRole('button', { name: 'Let Terraform own it' });
    await button.click({ force: true });
    expect(requestsOf(view.sent, 'agree')).toEqual([]);
    expect(await press(view, 'Take back…')).toBe('takeBack');
    expect(await press(view, 'Folder and state…')).toBe('showFolder');
  });

  it('offers ways out of a problem', async () => {
    const problem =
      'Terraform’s state is locked since 28 Nov 08:12: boris@ci holds it for “apply”.';
    await using view = await open(
      data.state({ way: 'terraform', problem, problemFix: 'unlock-terraform' }),
    );
    await view.page.getByText('Terraform has not planned yet.').waitFor();
    expect(await press(view, 'Unlock…')).toBe('unlock');
    expect(await press(view, 'Plan with Terraform')).toBe('refresh');
    await view.screenshot('terraform-locked');
  });
});

describe('Terraform at work', () => {
  it.each(['dark', 'light'] as const)('shows the same progress, in %s', async (theme) => {
    await using view = await open(terraform.applying(), theme);
    await view.page.getByText('Terraform makes it · 3 min 40 s').first().waitFor();
    await view.page.getByText('Terraform owns this environment').waitFor();
    expect(await view.page.getByRole('button', { name: 'Take back…' }).count()).toBe(0);
    await view.screenshot(`terraform-progress-${theme}`);
    expect(await press(view, 'Cancel')).toBe('cancel');
    expect(view.alarms).toEqual([]);
  });

  it('can be ended at once after it was asked to end, which it still does', async () => {
    const cancel = (): Promise<void> => new Promise(() => undefined);
    await using view = await open(terraform.applying(), undefined, { cancel });
    expect(await press(view, 'Cancel')).toBe('cancel');
    view.server.notify('state', terraform.applying('stopping'));
    expect(await press(view, 'End at once…')).toBe('cancel');
  });

  it.each(['dark', 'light'] as const)(
    'says that it was started by a window that has ended, and that Cancel works, in %s',
    async (theme) => {
      const heard = { attachedAt: data.begun + 60_000, started: '123' };
      await using view = await open(terraform.applying('running', heard), theme);
      await view.page.getByText('Listened to again.').waitFor();
      await view.page
        .getByText(/A window that has ended started this Terraform on .*4711/)
        .waitFor();
      await view.screenshot(`terraform-attached-${theme}`);
      expect(await press(view, 'Cancel')).toBe('cancel');
    },
  );

  it('says that it can only be watched, where it cannot be told which process it is', async () => {
    await using view = await open(
      terraform.applying('running', { attachedAt: data.begun + 60_000 }),
    );
    await view.page.getByText(/be watched here but not be interrupted/).waitFor();
    await view.page.getByTitle('It cannot be interrupted from here').first().waitFor();
    await view.page.getByRole('button', { name: 'Cancel' }).click({ force: true });
    expect(await press(view, 'Show log')).toBe('showLog');
    expect(requestsOf(view.sent, 'cancel')).toEqual([]);
  });

  it('says what an end at once can have left behind, and how to go on', async () => {
    await using view = await open(terraform.endedAtOnce());
    await view.page
      .getByText(/Terraform was ended at once on/)
      .first()
      .waitFor();
    await view.page
      .getByText(/makes nothing twice/)
      .first()
      .waitFor();
    await view.screenshot('terraform-ended-at-once');
    expect(await press(view, /^Plan again/)).toMatch(/resume|refresh/);
  });

  it('tells what failed in its place, and goes on with a new plan', async () => {
    await using view = await open(terraform.applying('failed'));
    await view.page
      .getByText(/Quota limit managed-gitlab/)
      .first()
      .waitFor();
    await view.page.getByText(/It was at work when its window ended/).waitFor();
    await view.screenshot('terraform-failed');
    expect(await press(view, /^Plan again/)).toMatch(/resume|refresh/);
  });
});

it('a plan of ours that meets what Terraform made shows the way to it', async () => {
  await using view = await open(data.state({ plan: terraform.inTheWay() }));
  await view.page.getByText('Terraform has made what is in the way').waitFor();
  expect(await press(view, 'Open the Terraform plan')).toBe('openTerraform');
  expect(await press(view, 'Plan to take it over')).toBe('takeOver');
  await view.screenshot('terraform-in-the-way');
});

const blueprintName = terraform.gitlabName;
