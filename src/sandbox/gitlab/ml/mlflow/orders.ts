import { type Candidate, type Experiment, type Model } from '../../mlRows';
import { type KeysetOrder } from '../keyset';
import { latestValue } from '../runs';

type Direction = 'asc' | 'desc';

/** `created_at DESC` or `name`; without a direction ascending; other columns count as `created_at DESC`. */
export function experimentOrder(text: string): KeysetOrder<Experiment> {
  const [column = '', sort = 'asc'] = text.toLowerCase().split(' ');
  switch (column) {
    case 'name':
      return { column, direction: direction(sort), value: byName, id };
    case 'updated_at':
    case 'last_updated_timestamp':
      return { column, direction: direction(sort), value: (row) => row.updatedAt, id };
    default:
      return {
        column: 'created_at',
        direction: direction(sort),
        value: (row) => row.createdAt,
        id,
      };
  }
}

export function modelOrder(text: string): KeysetOrder<Model> {
  const [column = '', sort = 'asc'] = text.toLowerCase().split(' ');
  switch (column) {
    case 'name':
      return { column, direction: direction(sort), value: byName, id };
    case 'last_updated_timestamp':
      return { column, direction: direction(sort), value: (row) => row.updatedAt, id };
    default:
      return {
        column: 'created_at',
        direction: direction(sort),
        value: (row) => row.createdAt,
        id,
      };
  }
}

export interface RunOrder extends KeysetOrder<Candidate> {
  /** Set when runs without this metric are left out. */
  readonly metric?: string;
}

/**
 * `created_at`, `name`, `id` or `metrics.<name>`, then ASC or DESC; descending when nothing is said, and
 * `created_at` for everything unknown. A metric's name ends at its first dot: GitLab cuts it there.
 */
export function runOrder(text: string): RunOrder {
  const [key = '', sort] = text.split(' ').filter((part) => part !== '');
  const [head = '', metric] = key.split('.');
  const way = direction(sort ?? 'desc');
  if (head === 'metrics' && metric !== undefined) {
    const value = (run: Candidate): number => latestValue(run, metric) ?? 0;
    return { column: 'metric_value', direction: way, metric, value, id };
  }
  if (key === 'name') return { column: 'name', direction: way, value: byName, id };
  if (key === 'id') return { column: 'id_value', direction: way, value: id, id };
  const known = metric === undefined;
  return {
    column: 'created_at',
    direction: known ? way : 'desc',
    value: (run) => run.createdAt,
    id,
  };
}

function direction(text: string): Direction {
  return text.toLowerCase() === 'asc' ? 'asc' : 'desc';
}

function id(row: { id: number }): number {
  return row.id;
}

function byName(row: { name: string }): string {
  return row.name.toLowerCase();
}
