import { type FrameColumn } from './columns';
import { type RunRow } from './frame';
import { columnOfRows, rowColumn, type RowField } from './packRows';
import { numbers } from './rowColumns';

/** What every run has apart from what was logged. */
export interface Fact {
  readonly name: string;
  /** `time` is ms since 1970, `span` ms, `flag` 1 or 0. */
  readonly kind: 'text' | 'number' | 'time' | 'span' | 'flag';
  readonly says: string;
  /** The table has a column of it. */
  readonly shown: boolean;
}

/** In the order in which the table shows them. */
export const runFacts = [
  { name: 'name', kind: 'text', shown: true, says: 'name of the run' },
  {
    name: 'status',
    kind: 'text',
    shown: true,
    says: 'running, scheduled, finished, failed or killed',
  },
  { name: 'created', kind: 'time', shown: true, says: 'when the run was made' },
  { name: 'duration', kind: 'span', shown: true, says: 'how long it ran' },
  { name: 'author', kind: 'text', shown: true, says: 'who made the run' },
  { name: 'experiment', kind: 'text', shown: true, says: 'name of the experiment' },
  { name: 'project', kind: 'text', shown: true, says: 'path of the project it lives in' },
  { name: 'version', kind: 'text', shown: true, says: 'model and version it was promoted to' },
  { name: 'branch', kind: 'text', shown: true, says: 'branch it was trained on' },
  { name: 'commit', kind: 'text', shown: true, says: 'commit; the first digits are enough' },
  { name: 'job', kind: 'number', shown: true, says: 'number of the job' },
  { name: 'artifacts', kind: 'flag', shown: false, says: 'yes when files were uploaded' },
  { name: 'number', kind: 'number', shown: false, says: 'number of the run in its project' },
] as const satisfies readonly Fact[];
type AnyFact = (typeof runFacts)[number];
export type AnyFactName = AnyFact['name'];
/** A fact that the table has a column of. */
export type FactName = Extract<AnyFact, { shown: true }>['name'];
export type FactKey = `run.${FactName}`;

export const factNames = runFacts.flatMap((fact) => (fact.shown ? [fact.name] : []));

export function parseFactKey(key: string): FactName | undefined {
  return factNames.find((name) => `run.${name}` === key);
}

const built = new WeakMap<readonly RunRow[], Map<AnyFactName, FrameColumn>>();

/** Made on the first call for these rows; `job` holds job ids. */
export function factColumn(rows: readonly RunRow[], name: AnyFactName): FrameColumn {
  let known = built.get(rows);
  if (!known) built.set(rows, (known = new Map<AnyFactName, FrameColumn>()));
  let column = known.get(name);
  if (!column) known.set(name, (column = build(rows, name)));
  return column;
}

/** Which part of a row says it. */
const fields: Readonly<Record<Exclude<AnyFactName, 'duration'>, RowField>> = {
  name: 'name',
  status: 'status',
  created: 'createdAt',
  author: 'author',
  experiment: 'experiment',
  project: 'project',
  version: 'version',
  branch: 'branch',
  commit: 'commit',
  job: 'jobId',
  artifacts: 'hasArtifacts',
  number: 'iid',
};

function build(rows: readonly RunRow[], name: AnyFactName): FrameColumn {
  if (name === 'duration') {
    return numbers(rows, ({ startedAt, endedAt, createdAt }) =>
      endedAt === undefined ? undefined : endedAt - (startedAt ?? createdAt),
    );
  }
  const field = fields[name];
  return columnOfRows(rows, field) ?? rowColumn(rows, field);
}
