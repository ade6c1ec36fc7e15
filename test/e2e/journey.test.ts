import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startBrowser, startEditor } from '../support/editor';
import { tempFolder } from '../support/tempFolder';
import { openWorkbench } from '../support/workbench';
import { packagedExtension } from './packagedExtension';
import { activateGitLab, createToken } from './gitlabPages';
import { JourneyLog } from './journeyLog';
import { changeInCloud } from './changeInCloud';
import { cloneSample } from './sampleWorkspace';
import { startSandboxProcess } from './sandboxProcess';

const name = 'mlops-journey';
const email = 'anna@example.com';
const minuteMs = 60_000;
const minute = { timeout: minuteMs };

it('takes a model from nothing to a version and takes everything down again', async () => {
  await using folder = await tempFolder();
  await using sandbox = await startSandboxProcess(120);
  const { cloud, gitlab, sshPort } = sandbox.address;
  const workspace = join(folder.path, 'credit-scoring');
  const importUrl = `${gitlab.url}/${gitlab.group}/credit-scoring.git`;
  await cloneSample(workspace, importUrl, cloud.ca);

  await using editor = await startEditor({
    workspace,
    vsix: await packagedExtension(),
    env: { ...process.env, HOME: join(folder.path, 'home') },
    settings: {
      'mlops.cloud.endpoint': cloud.endpoint,
      'mlops.tls.caFile': cloud.ca,
      'mlops.ssh.port': sshPort ?? 22,
      'mlops.project.importUrl': importUrl,
      'mlops.blueprint.gitlab.adminLogin': 'anna',
      'mlops.blueprint.machine.login': 'mlops',
      'window.autoDetectColorScheme': true,
      'git.autofetch': false,
      'git.openRepositoryInParentFolders': 'never',
    },
  });
  await using browser = await startBrowser();
  await using work = await openWorkbench(browser, editor, { width: 1600, height: 1000 });
  const { quickInput, messages } = work;
  const log = new JourneyLog(editor.version, work, () => sandbox.requests());
  const environment = work.tree('Environment');

  await log.step('open the sidebar', async () => {
    await work.openContainer('GitLab MLOps');
    await environment.open();
  });

  await log.step('sign in to the cloud', async () => {
    await environment.welcomeAction('Sign In to Yandex Cloud');
    await quickInput.choose('Paste an IAM token');
    await quickInput.asked('IAM token');
    await quickInput.type(cloud.iamToken);
    await messages.notification(/Signed in to Yandex Cloud/);
    await environment.node('nothing created yet').appear();
  });

  await log.step('plan the environment', async () => {
    await environment.node('Plan and create an environment').click();
    await quickInput.titled('Name');
    await quickInput.type(name);
    await quickInput.titled('E-mail');
    await quickInput.type(email);
    await quickInput.titled('Who may connect');
    await quickInput.type('127.0.0.0/8');
    await quickInput.titled('Review');
    await log.picture('wizard');
    await quickInput.choose('Show the plan');
    const page = await work.webview(`Environment plan: ${name}`);
    await page.content.getByRole('button', { name: /Create environment/ }).waitFor();
    await log.picture('plan', page);
  });

  await log.step('create until GitLab waits for its activation', async () => {
    const page = await work.webview(`Environment plan: ${name}`);
    await page.content.getByRole('button', { name: /Create environment/ }).click();
    await page.content.getByRole('heading', { name: 'Creating' }).waitFor();
    await page.content.getByText(/[5-8] of 10 steps/).waitFor(minute);
    await log.picture('progress', page);
    await environment.node('Activate GitLab').appear(3 * minuteMs);
    await environment.node('vm-mlops').appear();
    await page.content.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    await log.picture('parked', page);
  });

  let token = '';
  await log.step('activate GitLab with the mailed link', async () => {
    const password = await activateGitLab(browser, sandbox.address.mailbox, email);
    token = await createToken(browser, sandbox.address.mailbox, email, 'anna', password);
    await environment.node('Activate GitLab').click();
    await quickInput.choose('I have set the password');
    await quickInput.choose('Paste a personal access token');
    await quickInput.asked('Personal access token');
    await quickInput.type(token);
    await messages.notification(/Signed in to https/);
    await messages.notification(/The environment is ready/, minuteMs);
    await environment.node('ready').appear();
  });

  await log.step('set up the project', async () => {
    await work.palette('MLOps: Set Up GitLab Project');
    await quickInput.choose('Import from a URL');
    await quickInput.asked('Address of the repository');
    await quickInput.type(importUrl);
    await quickInput.asked('Name of the project');
    await quickInput.type('gitlab-mlflow');
    await messages.notification(/is set up/, minuteMs);
    await work.tree('Branches').node('gitlab-mlflow').appear();
  });

  await log.step('install the runner', async () => {
    await environment.node('vm-mlops').contextMenu('Install GitLab Runner on Machine');
    await messages.notification(/runner on vm-mlops is ready/, 2 * minuteMs);
    await environment.node(/runner #1.*online/).appear();
  });

  await log.step('connect to the machine', async () => {
    await environment.node('vm-mlops').inlineAction('Connect to Machine');
    await work.terminal.see('mlops@');
    await work.terminal.type('git --version');
    await work.terminal.see('git version');
    await work.terminal.type('exit');
    await work.terminal.gone();
  });

  await log.step('see what somebody changed in the cloud, and repair it', async () => {
    await changeInCloud(cloud);
    await work.palette('MLOps: Check Environment for Drift');
    const page = await work.webview(`Environment: ${name}`);
    await page.content.getByText('The cloud is not as it was agreed to.').waitFor(minute);
    await log.picture('drift', page);
    await page.content.getByRole('button', { name: /^Repair 3/ }).click();
    await page.content
      .getByText('The cloud is not as it was agreed to.')
      .waitFor({ state: 'hidden', ...minute });
    await page.content.getByRole('heading', { name: 'Ready' }).waitFor(minute);
  });

  await log.step('be asked before everything is stopped', async () => {
    await environment.node('mlops-demo').contextMenu('Stop Everything in Environment');
    const dialog = await messages.dialog(`Stop GitLab instance ${name} and vm-mlops?`);
    expect(await dialog.text()).toMatch(/It then costs about .* instead of .*: disks, backups/);
    await log.picture('stop');
    await dialog.press('Cancel');
    expect(await environment.picture()).not.toContain('stopped');
  });

  await log.step('make an experiment branch', async () => {
    await work.palette('MLOps: New Experiment Branch');
    await quickInput.asked('Name of the branch');
    await quickInput.type('mlops-experiment-1');
    await messages.notification(/You are on mlops-experiment-1/);
    await work
      .tree('Branches')
      .node(/mlops-experiment-1.*current/)
      .appear();
  });

  await log.step('change the seed', async () => {
    await work.editor.open('loan_prediction.py');
    await work.editor.replaceLine(
      join(workspace, 'loan_prediction.py'),
      'RANDOM_SEED = ',
      'RANDOM_SEED = 7',
    );
    await work.editor.save();
    await work
      .tree('Branches')
      .node(/1 changed file/)
      .appear();
  });

  await log.step('commit and push', async () => {
    await work
      .tree('Branches')
      .node(/mlops-experiment-1/)
      .inlineAction('Commit and Push Experiment');
    await quickInput.asked('Message of the commit');
    expect(await quickInput.input.inputValue()).toBe('Change RANDOM_SEED from 42 to 7');
    await quickInput.input.press('Enter');
    const pushed = await messages.notification(/Pushed mlops-experiment-1/);
    await pushed.press('Open Merge Request');
  });

  await log.step('open the merge request', async () => {
    await quickInput.titled('Merge request for mlops-experiment-1');
    await quickInput.input.press('Enter');
    await messages.notification(/Merge request !1 is open/);
    await work.tree('Branches').node('!1 Change RANDOM_SEED').appear();
    await work.tree('Branches').node('trigger_train').appear(minuteMs);
  });

  await log.step('play the training job and follow its log', async () => {
    await work.tree('Branches').node('trigger_train').inlineAction('Play Training Job');
    await work.terminal.see('== random_forest', 2 * minuteMs);
    await work.terminal.see('Job succeeded', 2 * minuteMs);
    await work
      .tree('Branches')
      .node(/trigger_train.*passed/)
      .appear(3 * minuteMs);
  });

  await log.step('see the runs', async () => {
    await work.tree('Experiments').node('Loan_prediction').appear();
    await work.tree('Experiments').node('random_forest-7').appear();
    await work.tree('Experiments').node('decision_tree-7').appear();
    await work.tree('Experiments').node('logistic_regression-7').appear();
  });

  await log.step('open the table of runs', async () => {
    await work.tree('Experiments').node('Loan_prediction').inlineAction('Open Runs');
    const { content } = await work.webview('Loan_prediction: runs');
    for (const run of ['random_forest-7', 'decision_tree-7', 'logistic_regression-7']) {
      await content.getByRole('checkbox', { name: `Select ${run}` }).check();
    }
    await content.getByRole('button', { name: 'Compare 3' }).waitFor();
  });

  await log.step('compare them', async () => {
    const { content } = await work.webview('Loan_prediction: runs');
    await content.getByRole('button', { name: 'Compare 3' }).click();
    await content.getByRole('rowheader', { name: /AUC/ }).first().waitFor();
    await content
      .getByRole('rowheader', { name: 'random_seed' })
      .or(content.getByRole('rowheader', { name: 'method' }))
      .first()
      .waitFor();
  });

  await log.step('create a model', async () => {
    await work.tree('Models').titleAction('Create Model');
    await quickInput.asked('Name of the model');
    await quickInput.input.press('Enter');
    await quickInput.titled('Create a model (2/2)');
    await quickInput.type('Scores credit applications');
    await work.tree('Models').node('loan-prediction-demo').appear();
  });

  await log.step('promote the best run', async () => {
    await work
      .tree('Experiments')
      .node('random_forest-7')
      .inlineAction('Promote Run to Model Version');
    const { content } = await work.webview('Loan_prediction: runs');
    await content.getByRole('button', { name: 'Promote as 0.0.1' }).click();
    await content.getByRole('heading', { name: 'loan-prediction-demo 0.0.1' }).waitFor();
    await work
      .tree('Models')
      .node(/0\.0\.1.*random_forest-7/)
      .appear();
  });

  await log.step('destroy everything', async () => {
    await environment.node('mlops-demo').contextMenu('Destroy Environment');
    const page = await work.webview('Destroy environment');
    const { content } = page;
    await content
      .getByRole('row', { name: /vm-mlops/ })
      .first()
      .waitFor();
    await work.page.keyboard.press('Control+J');
    await log.picture('destroy', page);
    await content.getByRole('textbox', { name: `Type ${name} to confirm` }).fill(name);
    await content.getByRole('button', { name: /^Destroy \d+ items$/ }).click();
    await messages.notification(/is gone/, 3 * minuteMs);
    await environment.node('nothing created yet').appear();
    expect(await environment.picture()).not.toContain('vm-mlops');
  });

  await log.write();
});
