import { expect, it } from 'vitest';
import { sayNoKeychain } from '../../../src/app/sayNoKeychain';
import { type Host } from '../../../src/host/host';
import { ScriptedUi } from '../../support/scriptedUi';

it('says what it means for the user, where to read on, and nothing that is secret', async () => {
  const ui = new ScriptedUi();
  const logged: string[] = [];
  const log = { info: (text: string) => logged.push(text) } as unknown as Host['log'];
  const error = new Error('Cannot store glpat-n0tAnyb0dysT0ken12: no such interface');
  sayNoKeychain({ ui, log }, error);
  expect(ui.told).toHaveLength(1);
  const [{ kind, message, actions }] = ui.told as [(typeof ui.told)[number]];
  expect([kind, message]).toEqual([
    'warn',
    'This system has no keychain that VS Code can use. Sign-ins are kept in memory until this window closes; nothing of them is written to disk.',
  ]);
  expect(actions.map(({ label }) => label)).toEqual(['How to Set One Up']);
  await actions[0]?.run();
  expect(ui.opened.join()).toContain('keychain');
  expect(logged).toEqual([expect.stringMatching(/does not work here: .*no such interface/)]);
  expect(JSON.stringify(logged)).not.toContain('n0tAnyb0dys');
});
