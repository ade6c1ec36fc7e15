import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Workbench } from '../support/workbench';
import { logRun } from './logRun';
import { type RunningSandbox } from './sandboxProcess';

/** Two to five seconds where the machine has time; a page where nothing runs is read every 15 s. */
const live = { timeout: 10_000 };
const hiddenMs = 8_000;

/** A running run is followed on the page of runs while its tab is seen, and asked for by nobody while it is not. */
export async function followLiveRun(
  work: Workbench,
  sandbox: RunningSandbox,
  runs: string,
  picture: (name: string) => Promise<unknown>,
): Promise<void> {
  const { content } = await work.webview(runs);
  const table = content.getByRole('grid', { name: 'Runs' });
  const run = await logRun(sandbox.address, 'Loan_prediction', 'trained-elsewhere');
  await run.metric('AUC', 0.5111, 1);
  await table.getByText('trained-elsewhere').waitFor();
  for (const [index, auc] of ['0.6111', '0.6222', '0.6333'].entries()) {
    await run.metric('AUC', Number(auc), index + 2);
    await table.getByText(auc).waitFor(live);
  }
  await picture('live');

  // The trees follow it too: out of sight with them, and another tab before the page.
  await work.openContainer('Explorer');
  await work.editor.open('loan_prediction.py');
  await run.metric('AUC', 0.6444, 5);
  await quiet(sandbox);
  const before = await sandbox.gitlabRequests();
  await wait(hiddenMs);
  // A last one may have been on its way; a page in sight would have asked several times.
  expect((await sandbox.gitlabRequests()) - before).toBeLessThanOrEqual(1);

  await work.openTab(runs);
  await table.getByText('0.6444').waitFor(live);
  await run.finish();
  await work.openContainer('GitLab MLOps');
}

/** Until what was asked before is answered: a page that is followed asks every two seconds. */
async function quiet(sandbox: RunningSandbox): Promise<void> {
  for (let seen = -1; ;) {
    const now = await sandbox.gitlabRequests();
    if (now === seen) return;
    seen = now;
    await wait(4_000);
  }
}
