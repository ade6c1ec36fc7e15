import { expect, it } from 'vitest';
import { createFixActions } from '../../../src/app/fixActions';
import { quotasUrl } from '../../../src/model/consoleLinks';
import { type CloudId } from '../../../src/model/ids';

const console = 'https://console.example';

it('leads to the quotas of the chosen cloud, as the plan does', async () => {
  const opened: unknown[][] = [];
  const chosen: { cloud?: CloudId } = {};
  const actions = createFixActions(
    (...call) => Promise.resolve(opened.push(call)),
    () => chosen.cloud,
    () => console,
  );
  await actions['open-quotas']?.run();
  chosen.cloud = 'b1gcloud' as CloudId;
  await actions['open-quotas']?.run();
  expect(opened).toEqual([
    ['vscode.open', 'https://console.example/cloud?section=quotas'],
    ['vscode.open', quotasUrl(console, chosen.cloud)],
  ]);
});
