import { type NumberColumn, type TextColumn } from '../frame/columns';
import { type RunRow } from '../frame/frame';
import { numbers, texts } from '../frame/rowColumns';
import { type RunId } from '../ids';

/** What every run has apart from what was logged, as a query names it. */
export interface Fact {
  readonly name: string;
  /** `time` is ms since 1970, `span` seconds, `flag` 1 or 0. */
  readonly kind: 'text' | 'number' | 'time' | 'span' | 'flag';
  readonly says: string;
}

export const facts: readonly Fact[] = [
  { name: 'name', kind: 'text', says: 'name of the run' },
  { name: 'status', kind: 'text', says: 'running, scheduled, finished, failed or killed' },
  { name: 'created', kind: 'time', says: 'when the run was made' },
  { name: 'starred', kind: 'flag', says: 'yes or no' },
  { name: 'branch', kind: 'text', says: 'branch it was trained on' },
  { name: 'commit', kind: 'text', says: 'commit; the first digits are enough' },
  { name: 'job', kind: 'number', says: 'number of the job' },
  { name: 'author', kind: 'text', says: 'who made the run' },
  { name: 'experiment', kind: 'text', says: 'name of the experiment' },
  { name: 'project', kind: 'text', says: 'path of the project it lives in' },
  { name: 'version', kind: 'text', says: 'model and version it was promoted to' },
  { name: 'duration', kind: 'span', says: 'how long it ran' },
  { name: 'artifacts', kind: 'flag', says: 'yes when files were uploaded' },
  { name: 'number', kind: 'number', says: 'number of the run in its project' },
];

/** Texts that a search for words looks into, beside params and tags. */
export const searchedFacts = [
  'name',
  'branch',
  'commit',
  'status',
  'version',
  'author',
  'experiment',
];

/** The column of a fact; of flags 1 and 0. */
export function factColumn(
  name: string,
  rows: readonly RunRow[],
  starred: ReadonlySet<RunId>,
): NumberColumn | TextColumn {
  switch (name) {
    case 'created':
      return numbers(rows, (row) => row.createdAt);
    case 'duration':
      return numbers(rows, ({ endedAt, startedAt, createdAt }) =>
        endedAt === undefined ? undefined : (endedAt - (startedAt ?? createdAt)) / 1000,
      );
    case 'job':
      return numbers(rows, (row) => row.job?.id);
    case 'number':
      return numbers(rows, (row) => row.iid);
    case 'starred':
      return numbers(rows, (row) => Number(starred.has(row.id)));
    case 'artifacts':
      return numbers(rows, (row) => Number(row.hasArtifacts));
    default:
      return texts(rows, (row) => textFact(name, row));
  }
}

function textFact(name: string, row: RunRow): string | undefined {
  switch (name) {
    case 'name':
      return row.name;
    case 'status':
      return row.status;
    case 'branch':
      return row.branch;
    case 'commit':
      return row.commit;
    case 'author':
      return row.author;
    case 'experiment':
      return row.experiment;
    case 'project':
      return row.project;
    case 'version':
      return row.version;
    default:
      return undefined;
  }
}
