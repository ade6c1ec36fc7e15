import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { type CommandId } from '../../src/model/commandIds';
import { changingCommands } from '../../src/model/trust';
import { startBrowser, startEditor } from '../support/editor';
import { tempFolder } from '../support/tempFolder';
import { openWorkbench } from '../support/workbench';
import { JourneyLog } from './journeyLog';
import { packagedExtension } from './packagedExtension';
import { cloneSample } from './sampleWorkspace';
import { startSandboxProcess } from './sandboxProcess';

const run = promisify(execFile);
const refusal = /This folder is not trusted, so nothing is created, changed or run from it/;

/** Keys for every command that changes something: also those that the palette leaves out. */
const keys = new Map(
  [...changingCommands].map((command, index): [CommandId, string] => [
    command,
    'abcdefghijklmnopqrstuvwxyz0123456789'.charAt(index),
  ]),
);

it('reads everything and changes nothing in a folder that is not trusted, until it is', async () => {
  await using folder = await tempFolder();
  await using sandbox = await startSandboxProcess(120, '--history');
  const { cloud, gitlab } = sandbox.address;
  const workspace = join(folder.path, 'credit-scoring');
  await cloneSample(workspace, `${gitlab.url}/${gitlab.group}/credit-scoring.git`, cloud.ca);
  const traces = await baitWorkspace(workspace, folder.path);

  await using editor = await startEditor({
    workspace,
    vsix: await packagedExtension(),
    env: { ...process.env, HOME: join(folder.path, 'home') },
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'mlops.tls.caFile': cloud.ca,
      'mlops.gitlab.url': gitlab.url,
      'window.autoDetectColorScheme': true,
    },
    keys: Object.fromEntries([...keys].map(([id, letter]) => [`ctrl+alt+m ${letter}`, id])),
  });
  await using browser = await startBrowser();
  await using work = await openWorkbench(browser, editor);
  const { quickInput, messages } = work;
  const log = new JourneyLog(`${editor.version}/untrusted`, work, () => sandbox.requests());
  const [branches, experiments, models] = [
    work.tree('Branches'),
    work.tree('Experiments'),
    work.tree('Models'),
  ];
  const press = async (command: CommandId): Promise<void> => {
    await work.page.keyboard.press('Control+Alt+m');
    await work.page.keyboard.press(keys.get(command) ?? '');
  };

  await log.step('read the trees', async () => {
    await work.openContainer('GitLab MLOps');
    await (await branches.open()).welcomeAction('Sign In to GitLab');
    await quickInput.choose(gitlab.url);
    await quickInput.choose('Paste a personal access token');
    await quickInput.asked('Personal access token');
    await quickInput.type(gitlab.token);
    const told = await messages.notification(/Signed in to .* Project: mlops\/credit-scoring/);
    await told.dismiss();
    await branches.node('Credit scoring').appear();
    await experiments.node('Loan_prediction').appear();
    await models.node('loan-prediction-demo').appear();
    expect(await branches.picture()).not.toContain('current');
  });

  await log.step('be refused every command that changes something', async () => {
    for (const command of keys.keys()) {
      await press(command);
      const told = await messages.notification(refusal).catch((cause: unknown) => {
        throw new Error(`${command} was not refused.`, { cause });
      });
      await told.dismiss();
    }
  });

  const runs = 'Loan_prediction: runs';
  await log.step('read the runs', async () => {
    await experiments.node('Loan_prediction').inlineAction('Open Runs');
    const { content } = await work.webview(runs);
    const table = content.getByRole('grid', { name: 'Runs' });
    await table.getByText('random_forest-42').first().waitFor();
  });

  await log.step('be refused on a page', async () => {
    await experiments.node('decision_tree-42').inlineAction('Promote Run to Model Version');
    const page = await work.webview(runs);
    await page.content.getByRole('button', { name: /^Promote as 0\./ }).click();
    await messages.notification(refusal);
    // Once is enough, where the way out is.
    expect(await page.content.getByText(refusal).count()).toBe(0);
    await log.picture('refused', page);
    expect(await traces()).toBe('');
  });

  await log.step('trust the folder', async () => {
    await (await messages.notification(refusal)).press('Manage Workspace Trust');
    const trust = work.page.locator('.workspace-trust-editor');
    await trust.getByRole('button', { name: 'Trust', exact: true }).click();
    const restricted = work.page.locator('.statusbar', { hasText: 'Restricted Mode' });
    await restricted.waitFor({ state: 'hidden' });
    // Newer editors show it before everything else, older ones in a tab.
    const modal = work.page.locator('.monaco-modal-editor-block');
    if (await modal.isVisible()) await modal.getByRole('button', { name: /^Close/ }).click();
    await work.openTab(runs);
    await trust.waitFor({ state: 'hidden' });
    await branches.node(/main.*current/).appear();
    expect(await traces()).not.toBe('');
  });

  await log.step('change something without a reload', async () => {
    const { content } = await work.webview(runs);
    await content.getByRole('button', { name: /^Promote as 0\./ }).click();
    await content.getByRole('heading', { name: /loan-prediction-demo 0\./ }).waitFor();
    await models.node(/decision_tree-42/).appear();
    await press('mlops.model.create');
    await quickInput.titled('Create a model');
    await quickInput.escape();
    expect(await messages.texts()).toEqual([]);
  });
});

/** What a folder from somebody else may hold: addresses of its own, and a program that git starts by itself. */
async function baitWorkspace(workspace: string, traces: string): Promise<() => Promise<string>> {
  await mkdir(join(workspace, '.vscode'), { recursive: true });
  await writeFile(
    join(workspace, '.vscode/settings.json'),
    JSON.stringify({
      'mlops.gitlab.url': 'https://evil.invalid',
      'mlops.gitlab.project': 'evil/project',
    }),
  );
  const trace = join(traces, 'git-started');
  const hook = join(traces, 'monitor.sh');
  await writeFile(hook, `#!/bin/sh\necho ran >> ${trace}\n`, { mode: 0o700 });
  await run('git', ['config', 'core.fsmonitor', hook], { cwd: workspace });
  return () => readFile(trace, 'utf8').catch(() => '');
}
