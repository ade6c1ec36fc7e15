import { type Run } from '../../src/model/run';
import { run } from './domain';

/** A small generator, so that a failing case can be had again. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

const oddNames = [
  'AUC',
  'a.b/c d',
  '🦊',
  '<img src=x onerror=alert(1)>',
  '',
  'line\nbreak',
  '__proto__',
  'x'.repeat(250),
];
const oddTexts = [
  '',
  '1',
  '0.1',
  ' ',
  '{{7*7}}',
  'x'.repeat(5_000),
  '\u202Egnp',
  'NaN',
  '"quoted"\n',
];
const oddNumbers = [
  0,
  -0,
  1,
  0.1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e308,
  -1e-308,
];

/** Runs with every kind of name and value, some of each missing. */
export function oddRuns(count: number, random: (below: number) => number): Run[] {
  const some = <T>(list: readonly T[]): T[] => list.filter(() => random(2) === 0);
  const one = <T>(list: readonly T[]): T => list[random(list.length)]!;
  return Array.from({ length: count }, (_one, index) =>
    run(
      count - index,
      one(oddNames),
      {
        params: Object.fromEntries(some(oddNames.slice(0, 6)).map((name) => [name, one(oddTexts)])),
        tags: Object.fromEntries(some(oddNames.slice(0, 6)).map((name) => [name, one(oddTexts)])),
        metrics: Object.fromEntries(
          some(oddNames.slice(0, 6)).map((name) => [
            name,
            Array.from({ length: 1 + random(3) }, () => one(oddNumbers)),
          ]),
        ),
      },
      { status: one(['finished', 'running', 'failed'] as const), historyComplete: random(4) > 0 },
    ),
  );
}
