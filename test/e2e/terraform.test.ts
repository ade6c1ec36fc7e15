import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'vitest';
import { startBrowser, startEditor } from '../support/editor';
import { tempFolder } from '../support/tempFolder';
import { buildTerraformStandIn } from '../support/terraformStandIn/build';
import { openWorkbench } from '../support/workbench';
import { contrastPictures } from './contrast';
import { JourneyLog } from './journeyLog';
import { packagedExtension } from './packagedExtension';
import { startSandboxProcess } from './sandboxProcess';

const name = 'mlops-terraform';
const minuteMs = 60_000;
const minute = { timeout: minuteMs };

it('has Terraform plan, apply and destroy an environment on the pages of our own way', async () => {
  await using folder = await tempFolder();
  await using sandbox = await startSandboxProcess(240);
  const { cloud } = sandbox.address;
  const configuration = join(folder.path, 'configuration');
  await mkdir(configuration);
  await using editor = await startEditor({
    vsix: await packagedExtension(),
    env: { ...process.env, HOME: join(folder.path, 'home') },
    machineSettings: { 'mlops.terraform.path': await buildTerraformStandIn(folder.path) },
    settings: {
      'mlops.cloud.endpoint': cloud.endpoint,
      'mlops.tls.caFile': cloud.ca,
      'mlops.blueprint.gitlab.adminLogin': 'anna',
      'window.autoDetectColorScheme': true,
    },
  });
  await using browser = await startBrowser();
  await using work = await openWorkbench(browser, editor, { width: 1600, height: 1000 });
  const { quickInput, messages } = work;
  const log = new JourneyLog(`${editor.version}/terraform`, work, () => sandbox.requests());
  const environment = work.tree('Environment');

  await log.step('plan our own way', async () => {
    await work.openContainer('GitLab MLOps');
    await (await environment.open()).welcomeAction('Sign In to Yandex Cloud');
    await quickInput.choose('Paste an IAM token');
    await quickInput.asked('IAM token');
    await quickInput.type(cloud.iamToken);
    await environment.node('Plan and create an environment').click();
    await quickInput.titled('Name');
    await quickInput.type(name);
    await quickInput.titled('E-mail');
    await quickInput.type('anna@example.com');
    await quickInput.titled('Who may connect');
    await quickInput.type('127.0.0.0/8');
    await quickInput.titled('Review');
    await quickInput.choose('Show the plan');
    const page = await work.webview(`Environment plan: ${name}`);
    await page.content.getByRole('button', { name: /Create environment/ }).waitFor();
    await contrastPictures(work, `${editor.version}/terraform/native`, [page]);
  });

  await log.step('plan with Terraform', async () => {
    await work.palette('MLOps: Plan and Apply with Terraform');
    await quickInput.choose('Export the configuration');
    await quickInput.chooseFolder('Terraform configuration of', configuration);
    const page = await work.webview(`Terraform plan: ${name}`);
    await page.content.getByRole('button', { name: 'Apply with Terraform' }).waitFor(minute);
    await log.picture('plan', page);
  });

  await log.step('apply', async () => {
    const page = await work.webview(`Terraform plan: ${name}`);
    await page.content.getByRole('button', { name: 'Apply with Terraform' }).click();
    await page.content.getByRole('heading', { name: 'Creating' }).waitFor(minute);
    await log.picture('applying', page);
    await environment.node('Activate GitLab').appear(3 * minuteMs);
    await page.content.getByText('Terraform owns this environment').waitFor(minute);
    await log.picture('applied', page);
  });

  await log.step('destroy', async () => {
    const plan = await work.webview(`Terraform plan: ${name}`);
    await plan.content.getByRole('button', { name: 'Cancel' }).click();
    await plan.content
      .getByRole('heading', { name: 'Waiting for you' })
      .waitFor({ state: 'hidden' });
    await environment.node('mlops-demo').contextMenu('Destroy Environment');
    const page = await work.webview('Destroy environment');
    const { content } = page;
    await content
      .getByRole('row', { name: /vm-mlops/ })
      .first()
      .waitFor(minute);
    await log.picture('destroy', page);
    await contrastPictures(work, `${editor.version}/terraform/destroy`, [page]);
    await content.getByRole('textbox', { name: `Type ${name} to confirm` }).fill(name);
    await content.getByRole('button', { name: /^Destroy \d+ items$/ }).click();
    await messages.notification(/is gone/, 3 * minuteMs);
    await environment.node('nothing created yet').appear();
  });
});
