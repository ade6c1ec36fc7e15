import { expect, it } from 'vitest';
import { brushClauses, brushedRows } from '../../../../src/model/charts/brush';
import { dimensionOf } from '../../../../src/model/charts/dimension';
import { parseQuery } from '../../../../src/model/query/parse';

const depth = dimensionOf(
  { kind: 'number', rows: Uint32Array.of(0, 1, 3), values: Float64Array.of(2, 8, 5) },
  4,
);
const kind = dimensionOf(
  { kind: 'text', codes: Uint32Array.of(0, 1, 2, 1), dictionary: ['gini', 'say "x"', 'b'] },
  4,
);
const find = (key: string) =>
  key === 'param.max-depth x' ? depth : key === 'param.kind' ? kind : undefined;

it('lets through what every brushed axis has in one of its ranges', () => {
  const rows = [0, 1, 2, 3];
  const ranges = [{ min: 1, max: 5 }];
  expect(brushedRows(rows, [], find)).toBeUndefined();
  expect(brushedRows(rows, [{ key: 'param.max-depth x', ranges, missing: false }], find)).toEqual([
    0, 3,
  ]);
  expect(brushedRows(rows, [{ key: 'param.max-depth x', ranges, missing: true }], find)).toEqual([
    0, 2, 3,
  ]);
});

it('says brushes in the language of queries, whatever the names are', () => {
  const clauses = brushClauses(
    [
      { key: 'param.max-depth x', ranges: [{ min: 1, max: 5.000000123 }], missing: true },
      {
        key: 'param.kind',
        ranges: [
          { min: 1.6, max: 2.4 },
          { min: -0.4, max: 0.4 },
        ],
        missing: false,
      },
    ],
    find,
  );
  expect(clauses).toEqual([
    '((params.`max-depth x` >= 1 and params.`max-depth x` <= 5) or (params.`max-depth x` is missing))',
    'params.kind in ("b", "say \\"x\\"")',
  ]);
  const parsed = parseQuery(clauses.join(' and '));
  expect(parsed.problem).toBeUndefined();
});
