import { expect, it } from 'vitest';
import { createAsking } from '../../../src/webviews/ui/asking';

type Name = 'agree' | 'resume' | 'cancel' | 'showLog';

function page() {
  const asking = createAsking<Name>(['agree', 'resume'], ['cancel']);
  const sent: Name[] = [];
  const open: { readonly name: Name; readonly answer: (refusal?: string) => Promise<void> }[] = [];
  const ask = (name: Name): void =>
    asking.send(name, () => {
      sent.push(name);
      return new Promise<void>((resolve, reject) => {
        const answer = async (refusal?: string): Promise<void> => {
          if (refusal === undefined) resolve();
          else reject(new Error(refusal));
          await new Promise((done) => setImmediate(done));
        };
        open.push({ name, answer });
      });
    });
  const answer = (name: Name, refusal?: string): Promise<void> | undefined =>
    open
      .splice(
        open.findIndex((one) => one.name === name),
        1,
      )[0]
      ?.answer(refusal);
  return { asking, sent, ask, answer };
}

it('sends the same once, work one at a time, and everything else meanwhile', async () => {
  const { asking, sent, ask, answer } = page();
  for (const name of ['agree', 'agree', 'resume', 'showLog', 'showLog'] as const) ask(name);
  expect(sent).toEqual(['agree', 'showLog']);
  expect([asking.busy.value, asking.waits('agree'), asking.waits('resume')]).toEqual([
    true,
    true,
    false,
  ]);
  await answer('agree');
  expect(asking.busy.value).toBe(false);
  ask('resume');
  ask('showLog');
  expect(sent).toEqual(['agree', 'showLog', 'resume']);
});

it('sends again what means more the second time', async () => {
  const { asking, sent, ask, answer } = page();
  ask('cancel');
  ask('cancel');
  expect(sent).toEqual(['cancel', 'cancel']);
  await answer('cancel');
  expect(asking.waits('cancel')).toBe(true);
  await answer('cancel');
  expect(asking.waits('cancel')).toBe(false);
});

it('says what was refused until something else is asked', async () => {
  const { asking, ask, answer } = page();
  ask('agree');
  await answer('agree', 'It is being worked on.');
  expect([asking.trouble.value, asking.busy.value]).toEqual(['It is being worked on.', false]);
  ask('showLog');
  expect(asking.trouble.value).toBeUndefined();
});
