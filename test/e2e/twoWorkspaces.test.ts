import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startBrowser, startEditor } from '../support/editor';
import { tempFolder } from '../support/tempFolder';
import { openWorkbench } from '../support/workbench';
import { packagedExtension } from './packagedExtension';
import { cloneSample } from './sampleWorkspace';
import { startSandboxProcess } from './sandboxProcess';

it('chooses folder and project for each workspace by itself, from accounts that all share', async () => {
  await using folder = await tempFolder();
  await using sandbox = await startSandboxProcess(120);
  const { cloud, gitlab } = sandbox.address;
  const first = join(folder.path, 'credit-scoring');
  const second = join(folder.path, 'something-else');
  await cloneSample(first, `${gitlab.url}/${gitlab.group}/credit-scoring.git`, cloud.ca);
  await mkdir(second);

  await using editor = await startEditor({
    workspace: first,
    vsix: await packagedExtension(),
    env: { ...process.env, HOME: join(folder.path, 'home') },
    settings: {
      'mlops.cloud.endpoint': cloud.endpoint,
      'mlops.tls.caFile': cloud.ca,
      'mlops.gitlab.url': gitlab.url,
    },
  });
  await using browser = await startBrowser();
  await using work = await openWorkbench(browser, editor);
  const { quickInput, messages } = work;
  const [environment, branches] = [work.tree('Environment'), work.tree('Branches')];

  await work.openContainer('GitLab MLOps');
  await (await environment.open()).welcomeAction('Sign In to Yandex Cloud');
  await quickInput.choose('Paste an IAM token');
  await quickInput.asked('IAM token');
  await quickInput.type(cloud.iamToken);
  await messages.notification(/Signed in to Yandex Cloud/);
  await environment.node('nothing created yet').appear();
  await (await branches.open()).welcomeAction('Sign In to GitLab');
  await quickInput.choose(gitlab.url);
  await quickInput.choose('Paste a personal access token');
  await quickInput.asked('Personal access token');
  await quickInput.type(gitlab.token);
  await messages.notification(/Signed in to .* Project: mlops\/credit-scoring/);
  await branches.node('Credit scoring').appear();

  // Another workspace of the same person has chosen nothing, and need not give the token again.
  await work.goTo(editor.urlOf(second));
  await work.openContainer('GitLab MLOps');
  await (await environment.open()).welcomeAction('Sign In to Yandex Cloud');
  await quickInput.choose('signed in already');
  await messages.notification(/Signed in to Yandex Cloud/);
  await environment.node('nothing created yet').appear();
  await (await branches.open()).welcomeAction('Sign In to GitLab');
  await quickInput.titled('Sign in to GitLab');
  await work.screenshot(`${editor.version}/two-workspaces`);
  await quickInput.escape();
  expect(await branches.picture()).toBe('');

  // And the first one has what it chose.
  await work.goTo(editor.url);
  await work.openContainer('GitLab MLOps');
  await environment.node('nothing created yet').appear();
  await branches.node('Credit scoring').appear();
});
