import { describe, expect, it } from 'vitest';
import { type WizardStep } from '../../../src/host/ui';
import { back, leave, type Reaction, ScriptedUi, type as typing } from '../../support/scriptedUi';

type State = Readonly<Record<string, string>>;

function question(key: string, when?: (state: State) => boolean): WizardStep<State> {
  return {
    ask: async (state, dialog) => {
      const answer = await dialog.input({ title: key, value: state[key] ?? '' });
      return typeof answer === 'string' ? answer : { ...state, [key]: answer.value };
    },
    ...(when ? { when } : {}),
  };
}

const steps = [
  question('name'),
  question('size', (state) => state['name'] !== 'none'),
  question('end'),
];

async function walk(...script: [string, Reaction][]) {
  const ui = new ScriptedUi().will(...script);
  const answer = await ui.wizard<State>('New', {}, steps);
  return { answer, asked: ui.asked, unused: ui.unused };
}

describe('questions one after the other', () => {
  it('are all asked, with their place', async () => {
    expect(await walk(['name', typing('a')], ['size', typing('b')], ['end', typing('c')])).toEqual({
      answer: { name: 'a', size: 'b', end: 'c' },
      asked: ['New 1/3: name', 'New 2/3: size', 'New 3/3: end'],
      unused: [],
    });
  });

  it('are left out when they make no sense, and counted so', async () => {
    const { answer, asked } = await walk(['name', typing('none')], ['end', typing('c')]);
    expect(answer).toEqual({ name: 'none', end: 'c' });
    expect(asked).toEqual(['New 1/3: name', 'New 2/2: end']);
  });

  it('can be gone back through, also over one that was left out', async () => {
    const { answer, asked } = await walk(
      ['name', typing('none')],
      ['end', back],
      ['name', typing('a')],
      ['size', typing('b')],
      ['end', back],
      ['size', typing('B')],
      ['end', typing('c')],
    );
    expect(answer).toEqual({ name: 'a', size: 'B', end: 'c' });
    expect(asked.map((title) => title.replace('New ', ''))).toEqual([
      '1/3: name',
      '2/2: end',
      '1/3: name',
      '2/3: size',
      '3/3: end',
      '2/3: size',
      '3/3: end',
    ]);
  });

  it('forget an answer that was gone back over', async () => {
    const { answer } = await walk(
      ['name', typing('a')],
      ['size', typing('b')],
      ['end', back],
      ['size', back],
      ['name', typing('none')],
      ['end', typing('c')],
    );
    expect(answer).toEqual({ name: 'none', end: 'c' });
  });

  it('end without an answer when one leaves, or goes back from the first', async () => {
    expect((await walk(['name', back])).answer).toBeUndefined();
    expect((await walk(['name', typing('a')], ['size', leave])).answer).toBeUndefined();
  });
});
