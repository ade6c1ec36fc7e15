import { expect, it } from 'vitest';
import { registeredRedirect } from '../../../src/model/oauth';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { oauthRedirect } from '../../../scripts/lib/sandboxProcess.mjs';
import { tempFolder } from '../../support/tempFolder';

it('has an application for editors when somebody registered one, the same after a restart', async () => {
  await using state = await tempFolder();
  const start = (redirect: string | undefined) =>
    startSandbox({ state: state.path, speed: 60, faults: [], oauthRedirect: redirect });
  const ids: (string | undefined)[] = [];
  for (const redirect of [undefined, registeredRedirect, registeredRedirect]) {
    await using sandbox = await start(redirect);
    ids.push(sandbox.address.gitlab.oauthClientId);
    const page = await fetch(sandbox.address.mailbox).then((answer) => answer.text());
    expect(page.includes('Application ID')).toBe(redirect !== undefined);
  }
  expect(ids).toEqual([undefined, expect.stringMatching(/^[0-9a-f]{64}$/), ids[1]]);
});

it('is registered by the demo with the address that the extension uses', () => {
  expect(oauthRedirect).toBe(registeredRedirect);
});
