import { describe, expect, it } from 'vitest';
import { runAt, type RunTable, tableOf } from '../../../../src/model/frame/runTable';
import { decodeTable, encodeTable } from '../../../../src/stores/runCache/tableFile';
import { type JobId, type PackageId } from '../../../../src/model/ids';
import { run } from '../../../support/domain';
import { generator, oddRuns } from '../../../support/someRuns';

function bytesOf(table: RunTable): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(encodeTable(table)));
}

/** All that is in a table, texts read. */
function content(table: RunTable | undefined): unknown {
  const texts = (values: RunTable['params']): unknown =>
    [...values].map(([name, { column, stats }]) => [
      name,
      { rows: column.rows, codes: column.codes, dictionary: column.dictionary },
      stats,
    ]);
  return (
    table && {
      heads: table.heads,
      params: texts(table.params),
      tags: texts(table.tags),
      metrics: [...table.metrics],
    }
  );
}

describe('the file of a table of runs', () => {
  it('brings back what was written', () => {
    const random = generator(3);
    for (let round = 0; round < 40; round++) {
      const table = tableOf(oddRuns(random(20), random));
      expect(content(decodeTable(bytesOf(table).buffer))).toEqual(content(table));
    }
    const job = {
      id: 5 as JobId,
      name: undefined,
      status: 'success' as const,
      ref: 'try',
      sha: 'b'.repeat(40),
      webUrl: undefined,
    };
    const whole = run(1, 'a', {}, { job, packageId: 3 as PackageId, startedAt: 1, endedAt: 2 });
    const bare = run(2, 'b', {}, { creator: undefined });
    const again = decodeTable(bytesOf(tableOf([whole, bare])).buffer);
    expect(again && [runAt(again, 0), runAt(again, 1)]).toEqual([whole, bare]);
  });

  it('is refused when it was damaged: cut, longer, or with any bit turned', () => {
    const random = generator(5);
    const good = bytesOf(tableOf(oddRuns(6, random)));
    expect(decodeTable(good.slice().buffer)).toBeDefined();
    for (let length = 0; length < good.length; length += 1 + random(97)) {
      expect(decodeTable(good.slice(0, length).buffer)).toBeUndefined();
    }
    expect(decodeTable(new Uint8Array([...good, 0]).buffer)).toBeUndefined();
    for (let round = 0; round < 3_000; round++) {
      const bad = good.slice();
      // The last four bytes of the head are not used.
      let at = random(bad.length);
      if (at >= 20 && at < 24) at = 30;
      bad[at] = bad[at]! ^ (1 << random(8));
      expect(decodeTable(bad.buffer)).toBeUndefined();
    }
  });

  it('is refused when it is of another version, or something else', () => {
    const other = bytesOf(tableOf([run(1, 'a')]));
    other[7] = '9'.charCodeAt(0);
    expect(decodeTable(other.buffer)).toBeUndefined();
    expect(decodeTable(new ArrayBuffer(0))).toBeUndefined();
    expect(decodeTable(new TextEncoder().encode('{"runs": []}'.repeat(9)).buffer)).toBeUndefined();
  });
});
