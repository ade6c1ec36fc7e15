import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type ProjectId, type RunnerId } from '../../../src/model/ids';
import { type Runner } from '../../../src/model/setup';
import { ownRunners, runnerNote } from '../../../src/provision/ownRunners';

const machine = 'fhm1ours';

function runner(id: number, note?: string, ofProject = true): Runner {
  return {
    id: id as RunnerId,
    description: 'vm-mlops',
    state: 'online',
    paused: false,
    busy: false,
    ofProject,
    tags: undefined,
    note,
  };
}

it('takes for ours what is remembered or carries our note, whatever others are named', async () => {
  const all = [
    runner(1),
    runner(2, runnerNote(machine)),
    runner(3, runnerNote('fhm2other')),
    runner(4, 'my own note'),
    runner(5, runnerNote(machine), false),
  ];
  const asked: number[] = [];
  const own = await ownRunners(
    {
      // The list says nothing of notes.
      runners: () => Promise.resolve(all.map((one) => ({ ...one, note: undefined }))),
      runner: (id) => {
        asked.push(id);
        return Promise.resolve(all.find((one) => one.id === id)!);
      },
    },
    7 as ProjectId,
    machine,
    [1 as RunnerId],
    never,
  );
  expect(own.map(({ id }) => id)).toEqual([1, 2]);
  // Neither what is known nor a runner of the whole server.
  expect(asked).toEqual([2, 3, 4]);
});
