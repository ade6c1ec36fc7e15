import { expect, it } from 'vitest';
import { TableIndex } from '../../../../src/sandbox/gitlab/ml/tableIndex';

interface Row {
  id: number;
  group: string;
}

it('finds rows that were appended, and forgets those that were removed or replaced', () => {
  let table: Row[] = [
    { id: 1, group: 'a' },
    { id: 2, group: 'b' },
  ];
  const index = new TableIndex<Row>(
    () => table,
    (row) => row.group,
  );
  const ids = (): unknown => [index.all('a').map(({ id }) => id), index.one('b')?.id];
  const seen = [ids()];
  table.push({ id: 3, group: 'a' });
  seen.push(ids());
  table.splice(0, 1);
  table.push({ id: 4, group: 'b' });
  seen.push(ids());
  table = [{ id: 9, group: 'b' }];
  seen.push(ids());
  expect(seen).toEqual([
    [[1], 2],
    [[1, 3], 2],
    [[3], 4],
    [[], 9],
  ]);
});

it('reads each row once however often it is asked', () => {
  const table: Row[] = [];
  let reads = 0;
  const index = new TableIndex<Row>(
    () => table,
    (row) => {
      reads++;
      return row.group;
    },
  );
  for (let id = 0; id < 1000; id++) {
    table.push({ id, group: 'a' });
    index.one('a');
  }
  expect([reads, index.all('a').length]).toEqual([1000, 1000]);
});
