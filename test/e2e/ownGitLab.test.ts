import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startBrowser, startEditor } from '../support/editor';
import { tempFolder } from '../support/tempFolder';
import { openWorkbench } from '../support/workbench';
import { contrastPictures } from './contrast';
import { dropModel, saveModel } from './dropModel';
import { JourneyLog } from './journeyLog';
import { followLiveRun } from './liveRuns';
import { packagedExtension } from './packagedExtension';
import { cloneSample } from './sampleWorkspace';
import { type SandboxAddress, startSandboxProcess } from './sandboxProcess';

const run = promisify(execFile);

it('shows, compares and promotes runs of a GitLab that somebody has, without any cloud', async () => {
  await using folder = await tempFolder();
  await using sandbox = await startSandboxProcess(120);
  const { cloud, gitlab } = sandbox.address;
  const workspace = join(folder.path, 'credit-scoring');
  await cloneSample(workspace, `${gitlab.url}/${gitlab.group}/credit-scoring.git`, cloud.ca);
  await trainHere(workspace, sandbox.address, '42');
  await trainHere(workspace, sandbox.address, '7');
  await saveModel(workspace, 'exported');

  await using editor = await startEditor({
    workspace,
    vsix: await packagedExtension(),
    env: { ...process.env, HOME: join(folder.path, 'home') },
    settings: { 'mlops.tls.caFile': cloud.ca, 'mlops.gitlab.url': gitlab.url },
  });
  await using browser = await startBrowser();
  await using work = await openWorkbench(browser, editor);
  const { quickInput, messages } = work;
  const picture = (name: string): Promise<string> =>
    work.screenshot(`${editor.version}/own-${name}`);

  const log = new JourneyLog(`${editor.version}/own`, work, () => sandbox.requests());
  await work.openContainer('GitLab MLOps');
  await (await work.tree('Branches').open()).welcomeAction('Sign In to GitLab');
  await quickInput.choose(gitlab.url);
  await quickInput.choose('Paste a personal access token');
  await quickInput.asked('Personal access token');
  await quickInput.type(gitlab.token);
  await messages.notification(/Signed in to .* Project: mlops\/credit-scoring/);

  const experiments = work.tree('Experiments');
  await experiments.node('random_forest-42').appear();
  await experiments.node('random_forest-7').appear();
  await picture('signed-in');

  await experiments.node('Loan_prediction').inlineAction('Open Runs');
  const { content } = await work.webview('Loan_prediction: runs');
  const table = content.getByRole('grid', { name: 'Runs' });
  await table.getByText('random_forest-42').waitFor();
  await picture('table');
  await contrastPictures(work, `${editor.version}/own-table`, [
    await work.webview('Loan_prediction: runs'),
  ]);

  await log.step('follow a run that is trained elsewhere', () =>
    followLiveRun(work, sandbox, 'Loan_prediction: runs', picture),
  );

  await table.getByText('random_forest-42').click();
  await content.locator('body').press('Tab');
  await table.focus();
  await work.page.keyboard.press('b');
  await table.getByText('baseline').first().waitFor();
  for (const name of ['random_forest-7', 'decision_tree-7']) {
    await content
      .getByRole('checkbox', { name: `Select ${name}` })
      .first()
      .check();
  }
  await picture('baseline');
  await content.getByRole('button', { name: 'Compare 2' }).click();
  await content.getByText('Worse in at least one run').waitFor();
  await content.getByText('feature_importance.csv').waitFor();
  await picture('compare');
  await contrastPictures(work, `${editor.version}/own-compare`, [
    await work.webview('Loan_prediction: runs'),
  ]);

  await content.getByRole('button', { name: 'Runs', exact: true }).click();
  await experiments.node('random_forest-7').inlineAction('Promote Run to Model Version');
  await content.getByRole('button', { name: 'Promote as 0.0.1' }).click();
  await content.getByRole('heading', { name: 'loan-prediction-demo 0.0.1' }).waitFor();
  await work
    .tree('Models')
    .node(/0\.0\.1.*random_forest-7/)
    .appear();
  await picture('promoted');

  await content.getByRole('button', { name: 'Back to the runs' }).click();
  await content
    .getByRole('combobox', { name: 'Filter runs' })
    .fill('random_seed = 7 order by AUC desc');
  await content.getByText(/^\d+ match$/).waitFor();

  await work.reload();
  const { content: again } = await work.webview('Loan_prediction: runs');
  await expect
    .poll(() => again.getByRole('combobox', { name: 'Filter runs' }).inputValue())
    .toBe('random_seed = 7 order by AUC desc');
  await again.getByText(/^\d+ match$/).waitFor();
  await picture('after-restart');
  await work.openContainer('GitLab MLOps');
  await work
    .tree('Models')
    .node(/0\.0\.1.*random_forest-7/)
    .appear();
  expect(await work.tree('Experiments').picture()).toContain('decision_tree-7');

  await log.step('drop the folder of a model', () =>
    dropModel(work, 'exported', 'loan-prediction-demo', '0.1.0'),
  );
  await picture('dropped');
});

/** Trains on this machine and logs to GitLab, as with MLFLOW_TRACKING_URI set in a terminal. */
async function trainHere(folder: string, sandbox: SandboxAddress, seed: string): Promise<void> {
  const { gitlab, cloud } = sandbox;
  const project = encodeURIComponent(`${gitlab.group}/credit-scoring`);
  await run('python3', ['loan_prediction.py'], {
    cwd: folder,
    env: {
      ...process.env,
      TRAIN_WITH: 'stdlib',
      RANDOM_SEED: seed,
      MLFLOW_TRACKING_URI: `${gitlab.url}/api/v4/projects/${project}/ml/mlflow`,
      MLFLOW_TRACKING_TOKEN: gitlab.token,
      SSL_CERT_FILE: cloud.ca,
      REQUESTS_CA_BUNDLE: cloud.ca,
    },
  });
}
