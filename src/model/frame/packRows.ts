import { type CiStatus } from '../pipeline';
import { type ExperimentId, type JobId, type RunId } from '../ids';
import { type RunStatus } from '../run';
import { type FrameColumn, numberAt, textAt } from './columns';
import { type RunRow } from './frame';
import { packColumns, type Packer, type SentColumn, unpackColumn } from './packColumns';
import { numbers, texts } from './rowColumns';

/** Rows on their way to a page: ten thousand objects would take longer than everything else. */
export interface SentRows {
  readonly count: number;
  readonly columns: readonly (readonly [RowField, SentColumn])[];
}

type Make = (rows: readonly RunRow[]) => FrameColumn;
const word =
  (of: (row: RunRow) => string | undefined): Make =>
  (rows) =>
    texts(rows, of);
/** Of a field that differs from run to run: looking for equal ones would take longer than sending them. */
const own =
  (of: (row: RunRow) => string): Make =>
  (rows) => ({
    kind: 'text',
    codes: countedUpTo(rows.length),
    dictionary: rows.map(of),
  });
let counted = new Uint32Array();
/** The same array as before for as many: it is sent once. */
function countedUpTo(length: number): Uint32Array {
  if (counted.length !== length) counted = Uint32Array.from({ length }, (_none, index) => index);
  return counted;
}
const number =
  (of: (row: RunRow) => number | undefined): Make =>
  (rows) =>
    numbers(rows, of);

/** All that a row says. */
const fields = {
  id: own((row) => row.id),
  iid: number((row) => row.iid),
  eid: own((row) => row.eid),
  name: own((row) => row.name),
  status: word((row) => row.status),
  createdAt: number((row) => row.createdAt),
  startedAt: number((row) => row.startedAt),
  endedAt: number((row) => row.endedAt),
  author: word((row) => row.author),
  project: word((row) => row.project),
  experimentId: word((row) => row.experimentId),
  experiment: word((row) => row.experiment),
  branch: word((row) => row.branch),
  commit: word((row) => row.commit),
  jobId: number((row) => row.job?.id),
  jobStatus: word((row) => row.job?.status),
  progressShare: number((row) => row.progress?.share),
  progressWords: word((row) => row.progress?.words),
  hasArtifacts: number((row) => Number(row.hasArtifacts)),
  version: word((row) => row.version),
  webUrl: own((row) => row.webUrl),
} as const;
export type RowField = keyof typeof fields;
type Columns = Readonly<Partial<Record<RowField, FrameColumn>>>;

export function rowColumn(rows: readonly RunRow[], field: RowField): FrameColumn {
  return fields[field](rows);
}

export function packRows(rows: readonly RunRow[], packer: Packer): SentRows {
  const made = Object.entries(fields) as [RowField, Make][];
  return {
    count: rows.length,
    columns: packColumns(
      made.map(([field, make]) => [field, make(rows)] as const),
      packer,
    ),
  };
}

const unpacked = new WeakMap<readonly RunRow[], Columns>();

/** Each row reads the columns when it is asked. */
export function unpackRows({ count, columns }: SentRows): readonly RunRow[] {
  const own: Columns = Object.fromEntries(
    columns.map(([field, column]) => [field, unpackColumn(column)]),
  );
  const rows = Array.from({ length: count }, (_none, row) => new RowOfColumns(own, row));
  unpacked.set(rows, own);
  return rows;
}

/** What rows came as; undefined for others. Its dictionary may hold a text more than once. */
export function columnOfRows(rows: readonly RunRow[], field: RowField): FrameColumn | undefined {
  return unpacked.get(rows)?.[field];
}

class RowOfColumns implements RunRow {
  readonly #columns: Columns;
  readonly #row: number;

  constructor(columns: Columns, row: number) {
    this.#columns = columns;
    this.#row = row;
  }

  get id(): RunId {
    return this.#said('id') as RunId;
  }
  get iid(): number {
    return this.#number('iid') ?? 0;
  }
  get eid(): string {
    return this.#said('eid');
  }
  get name(): string {
    return this.#said('name');
  }
  get status(): RunStatus {
    return this.#said('status') as RunStatus;
  }
  get createdAt(): number {
    return this.#number('createdAt') ?? Number.NaN;
  }
  get startedAt(): number | undefined {
    return this.#number('startedAt');
  }
  get endedAt(): number | undefined {
    return this.#number('endedAt');
  }
  get author(): string | undefined {
    return this.#text('author');
  }
  get project(): string {
    return this.#said('project');
  }
  get experimentId(): ExperimentId {
    return this.#said('experimentId') as ExperimentId;
  }
  get experiment(): string {
    return this.#said('experiment');
  }
  get branch(): string | undefined {
    return this.#text('branch');
  }
  get commit(): string | undefined {
    return this.#text('commit');
  }
  get job(): RunRow['job'] {
    const id = this.#number('jobId');
    return id === undefined
      ? undefined
      : { id: id as JobId, status: this.#said('jobStatus') as CiStatus };
  }
  get progress(): RunRow['progress'] {
    const share = this.#number('progressShare');
    return share === undefined ? undefined : { share, words: this.#said('progressWords') };
  }
  get hasArtifacts(): boolean {
    return this.#number('hasArtifacts') === 1;
  }
  get version(): string | undefined {
    return this.#text('version');
  }
  get webUrl(): string {
    return this.#said('webUrl');
  }

  #number(field: RowField): number | undefined {
    return numberAt(this.#columns[field], this.#row);
  }
  #text(field: RowField): string | undefined {
    return textAt(this.#columns[field], this.#row);
  }
  /** Of a field that every run has. */
  #said(field: RowField): string {
    return this.#text(field) ?? '';
  }
}
