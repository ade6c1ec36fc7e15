import { type FrameColumn } from './columns';
import { type RunRow } from './frame';
import { numbers, texts } from './rowColumns';

/** What a run is, apart from what was logged, as columns like any other. */
export const factNames = [
  'name',
  'status',
  'created',
  'duration',
  'author',
  'experiment',
  'project',
  'version',
  'branch',
  'commit',
  'job',
] as const;
export type FactName = (typeof factNames)[number];
export type FactKey = `run.${FactName}`;

export function parseFactKey(key: string): FactName | undefined {
  return factNames.find((name) => `run.${name}` === key);
}

const built = new WeakMap<readonly RunRow[], Map<FactName, FrameColumn>>();

/** Made on the first call for these rows. Created in ms since 1970, duration in ms; `job` holds job ids. */
export function factColumn(rows: readonly RunRow[], name: FactName): FrameColumn {
  let known = built.get(rows);
  if (!known) built.set(rows, (known = new Map<FactName, FrameColumn>()));
  let column = known.get(name);
  if (!column) known.set(name, (column = build(rows, name)));
  return column;
}

function build(rows: readonly RunRow[], name: FactName): FrameColumn {
  switch (name) {
    case 'created':
      return numbers(rows, (row) => row.createdAt);
    case 'duration':
      return numbers(rows, (row) =>
        row.startedAt === undefined || row.endedAt === undefined
          ? undefined
          : row.endedAt - row.startedAt,
      );
    case 'job':
      return numbers(rows, (row) => row.job?.id);
    case 'name':
    case 'status':
    case 'author':
    case 'experiment':
    case 'project':
    case 'version':
    case 'branch':
    case 'commit':
      return texts(rows, (row) => row[name]);
  }
}
