import { betterDirection } from '../compare';
import { markdownText } from '../markdownText';
import { metricOf, type NamedValue, paramOf, type Run } from '../run';
import { metricText } from '../words';

export interface ComparedRun {
  readonly run: Pick<Run, 'id' | 'name' | 'webUrl' | 'params' | 'metrics'>;
}

/** A comment holds a million characters in GitLab; nobody reads so many lines. */
const mostLines = 60;

/**
 * A comparison as a comment: metrics with their change against the first run, then the parameters that differ.
 * @param runs the baseline first; at least one
 */
export function comparisonMarkdown(runs: readonly ComparedRun[]): string {
  const [base] = runs;
  if (!base) return '';
  const heads = runs.map(
    ({ run }, index) =>
      `[${markdownText(run.name)}](${run.webUrl})${index === 0 ? ' (baseline)' : ''}`,
  );
  const metrics = names(runs.map(({ run }) => run.metrics)).map((name) => [
    metricName(name),
    ...runs.map(({ run }, index) => {
      const value = metricOf(run, name)?.latest.value;
      const against = index === 0 ? undefined : metricOf(base.run, name)?.latest.value;
      return value === undefined ? '–' : `${metricText(value)}${change(name, value, against)}`;
    }),
  ]);
  const params = names(runs.map(({ run }) => run.params))
    .filter((name) => new Set(runs.map(({ run }) => paramOf(run, name))).size > 1)
    .map((name) => [
      markdownText(name),
      ...runs.map(({ run }) => markdownText(clipped(paramOf(run, name) ?? '–'))),
    ]);
  return [
    `### ${runs.length - 1} ${runs.length === 2 ? 'run' : 'runs'} against ${markdownText(base.run.name)}`,
    ...table('Metric', heads, metrics),
    ...table('Parameter', heads, params),
    '',
    'Filled triangles are better than the baseline, hollow ones worse.',
    '',
  ].join('\n');
}

function table(
  title: string,
  heads: readonly string[],
  lines: readonly (readonly string[])[],
): string[] {
  if (lines.length === 0) return [];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rest = lines.length - mostLines;
  return [
    '',
    row([title, ...heads]),
    row(['---', ...heads.map(() => '---:')]),
    ...lines.slice(0, mostLines).map(row),
    ...(rest > 0 ? ['', `… and ${rest} more.`] : []),
  ];
}

function metricName(name: string): string {
  const direction = betterDirection(name);
  return `${markdownText(name)}${direction === 'unknown' ? '' : direction === 'higher' ? ' ↑' : ' ↓'}`;
}

function change(name: string, value: number, against: number | undefined): string {
  if (against === undefined) return '';
  const delta = value - against;
  if (delta === 0 || Number.isNaN(delta)) return '';
  const direction = betterDirection(name);
  const up = delta > 0;
  const better = direction === 'unknown' ? undefined : up === (direction === 'higher');
  const sign = better === undefined ? (up ? '↑' : '↓') : better ? (up ? '▲' : '▼') : up ? '△' : '▽';
  return ` ${sign} ${metricText(Math.abs(delta))}`;
}

function names(lists: readonly (readonly Pick<NamedValue, 'name'>[])[]): string[] {
  return [...new Set(lists.flatMap((list) => list.map(({ name }) => name)))].sort();
}

function clipped(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
