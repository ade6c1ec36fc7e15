import { markdownText } from './markdownText';
import { branchOf, commitOf, type Run, tagOf } from './run';
import { metricText } from './words';

export interface CardSource {
  readonly run: Run;
  readonly experiment: string;
  /** Base of the project's pages, `https://host/group/project`. */
  readonly projectUrl: string;
}

/** The description of a model version: what it was made from, so that somebody else can judge and repeat it. */
export function modelCard({ run, experiment, projectUrl }: CardSource): string {
  const commit = commitOf(run);
  const branch = branchOf(run);
  const data = tagOf(run, 'data.digest') ?? tagOf(run, 'data');
  const facts = [
    `- Run: [${markdownText(run.name)}](${run.webUrl}) of experiment ${markdownText(experiment)}`,
    ...(commit === undefined
      ? []
      : [
          `- Code: [${commit.slice(0, 8)}](${projectUrl}/-/commit/${commit})${branch === undefined ? '' : ` on ${markdownText(branch)}`}`,
        ]),
    ...(run.job?.webUrl === undefined ? [] : [`- Job: [#${run.job.id}](${run.job.webUrl})`]),
    ...(data === undefined
      ? []
      : [`- Data: \`${data.replaceAll('`', "'").replace(/\s+/g, ' ').slice(0, 200)}\``]),
  ];
  return [
    `Promoted from run ${markdownText(run.name)}.`,
    '',
    ...facts,
    ...section(
      'Metrics',
      ['Metric', 'Value'],
      run.metrics.map((metric) => [metric.name, metricText(metric.latest.value)]),
    ),
    ...section(
      'Parameters',
      ['Parameter', 'Value'],
      run.params.map((param) => [param.name, param.value]),
    ),
  ].join('\n');
}

/** Rows beyond this many characters are left out, so that a card stays within GitLab's 10,000. */
const tableLength = 4_000;

function section(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(
    (row) => `| ${row.map((cell) => markdownText(cell.slice(0, 100))).join(' | ')} |`,
  );
  let length = 0;
  const shown = lines.filter((line) => (length += line.length + 1) <= tableLength);
  return [
    '',
    `### ${title}`,
    '',
    `| ${header.join(' | ')} |`,
    `| ${header.map(() => '---').join(' | ')} |`,
    ...shown,
    ...(rows.length > shown.length ? ['', `… and ${rows.length - shown.length} more.`] : []),
  ];
}
