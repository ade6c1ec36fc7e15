import { parseStack } from '../../src/provision/stackSchema';

/** What a journal says, one sentence a fact, the same in every run: no ids, no times. The first word is its subject. */
export function factsOf(text: string): ReadonlySet<string> {
  const stack = parseStack(text);
  const facts = new Set<string>(['header']);
  for (const [kind, records] of Object.entries(stack.runs)) {
    for (const [step, record] of Object.entries(records)) {
      const subject = `${kind}/${step}`;
      facts.add(`${subject} state ${record.state}, attempt ${record.attempts}`);
      for (const key of Object.keys(record.keys)) facts.add(`${subject} key ${key}`);
      for (const output of Object.keys(record.outputs)) facts.add(`${subject} output ${output}`);
      if (record.error) facts.add(`${subject} error ${record.error.kind}`);
    }
  }
  // Lines about a step come with a change of that step; only those of the whole are news by themselves.
  for (const entry of stack.entries) if (entry.step === undefined) facts.add(`entry ${entry.text}`);
  return facts;
}

/**
 * A journal without what differs from run to run by nature, to be compared as a text. An operation whose beginning
 * nobody could answer for stays unknown when its work is found done.
 */
export function plainJournal(text: string): string {
  const { header, runs } = parseStack(text);
  const plain = Object.entries(runs).map(([kind, records]) => [
    kind,
    Object.entries(records)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([step, { state, keys, outputs, error }]) => [
        step,
        state,
        Object.keys(keys).sort(),
        Object.keys(outputs)
          .filter((name) => !name.endsWith('.operation'))
          .sort(),
        error?.message,
      ]),
  ]);
  return JSON.stringify([header.blueprint, plain], undefined, 1);
}
