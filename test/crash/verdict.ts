import { type Sight } from './protocol';

/** What an undisturbed life came to. */
export interface Expected {
  readonly things: readonly string[];
  readonly effects: readonly string[];
  /** The journal without ids and times; undefined when there is none any more. */
  readonly journal: string | undefined;
}

/** What a disturbed life came to. */
export interface Outcome {
  readonly sight: Sight;
  readonly journal: string | undefined;
  /** Ids that the journal has. */
  readonly recorded: ReadonlySet<string>;
  /** In the folder of the journals, beside the journal itself. */
  readonly litter: readonly string[];
  /** Of the run that should have ended well. */
  readonly failures: readonly string[];
}

export interface Verdict {
  /** Things there twice, and side effects that happened more often than undisturbed. */
  readonly duplicates: readonly string[];
  /** Things that no journal knows, and files that nobody will ever remove. */
  readonly orphans: readonly string[];
  readonly differences: readonly string[];
}

/** @param before what was there before anything was created; nobody's orphans */
export function judge(expected: Expected, outcome: Outcome, before: readonly string[]): Verdict {
  const { sight } = outcome;
  const foreign = new Set(before);
  const named = Object.entries(sight.ids);
  const twice = beyond(
    named.map(([, name]) => name),
    [...new Set(named.map(([, name]) => name))],
  );
  return {
    duplicates: [
      ...twice.map((name) => `twice: ${name}`),
      ...beyond(sight.effects, expected.effects).map((effect) => `once too often: ${effect}`),
    ],
    orphans: [
      ...named
        .filter(([id, name]) => !outcome.recorded.has(id) && !foreign.has(name))
        .map(([, name]) => `in no journal: ${name}`),
      ...outcome.litter.map((file) => `left on disk: ${file}`),
    ],
    differences: [
      ...outcome.failures,
      ...beyond(expected.things, sight.things).map((thing) => `missing: ${thing}`),
      ...beyond(sight.things, expected.things).map((thing) => `too much: ${thing}`),
      ...beyond(expected.effects, sight.effects).map((effect) => `never happened: ${effect}`),
      ...journalDifference(expected.journal, outcome.journal),
      ...sight.crashes.map((crash) => `a bug of the simulated cloud: ${crash}`),
    ],
  };
}

function journalDifference(expected: string | undefined, found: string | undefined): string[] {
  if (found === expected) return [];
  const [lines, wanted] = [found?.split('\n') ?? [], expected?.split('\n') ?? []];
  return [
    'the journal differs',
    ...beyond(wanted, lines).map((line) => `  - ${line}`),
    ...beyond(lines, wanted).map((line) => `  + ${line}`),
  ];
}

/** What the first has more of than the second, each as often as it is too much. */
export function beyond(first: readonly string[], second: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const one of second) left.set(one, (left.get(one) ?? 0) + 1);
  return first.filter((one) => {
    const count = left.get(one) ?? 0;
    left.set(one, count - 1);
    return count <= 0;
  });
}
