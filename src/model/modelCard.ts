import { markdownText } from './markdownText';
import { dataOf, webAddress } from './dataOf';
import { branchOf, commitOf, type Run } from './run';
import { metricText } from './words';

export interface CardSource {
  readonly run: Run;
  readonly experiment: string;
  /** Base of the project's pages, `https://host/group/project`. */
  readonly projectUrl: string;
  /** What stands in the repository at the run's commit where its data is said to be. */
  readonly dataEntry?: { readonly path: string; readonly kind: 'blob' | 'tree' } | undefined;
}

/** The description of a model version: what it was made from, so that somebody else can judge and repeat it. */
export function modelCard({ run, experiment, projectUrl, dataEntry }: CardSource): string {
  const commit = commitOf(run);
  const branch = branchOf(run);
  const data = dataText(run, commit === undefined ? undefined : `${projectUrl}/-`, dataEntry);
  const facts = [
    `- Run: [${markdownText(run.name)}](${run.webUrl}) of experiment ${markdownText(experiment)}`,
    ...(commit === undefined
      ? []
      : [
          `- Code: [${commit.slice(0, 8)}](${projectUrl}/-/commit/${commit})${branch === undefined ? '' : ` on ${markdownText(branch)}`}`,
        ]),
    ...(run.job?.webUrl === undefined ? [] : [`- Job: [#${run.job.id}](${run.job.webUrl})`]),
    ...(data === undefined ? [] : [`- Data: ${data}`]),
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

/** A link where one leads to the data, with the digest that says which state of it was meant. */
function dataText(
  run: Run,
  pages: string | undefined,
  entry: CardSource['dataEntry'],
): string | undefined {
  const { source, digest } = dataOf(run);
  if (source === undefined) return digest === undefined ? undefined : code(digest);
  const address = webAddress(source);
  const stands =
    pages !== undefined && entry
      ? `${pages}/${entry.kind}/${commitOf(run)}/${entry.path.split('/').map(encodeURIComponent).join('/')}`
      : undefined;
  const url = address ?? stands;
  const shown = (address ?? source).slice(0, 200);
  const link = url === undefined ? code(shown) : `[${markdownText(shown)}](${linkTarget(url)})`;
  return digest === undefined || digest === source ? link : `${link} (${code(digest)})`;
}

/** Within a link's brackets. */
function linkTarget(url: string): string {
  return url.replace(/[()<>\\`]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replace(/\s+/g, ' ').slice(0, 200)}\``;
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
