import { describe, expect, it } from 'vitest';
import { rowHeight, rowWindow, scrollTopFor } from '../../../src/webviews/runs/app/table/placing';

describe('the rows that are drawn', () => {
  it('are as many wherever the table is scrolled to', () => {
    const sizes = new Set<number>();
    for (let top = 0; top < 9_000 * rowHeight; top += 997.5) {
      const { first, last } = rowWindow(10_000, top, 600);
      sizes.add(last - first);
      expect(first * rowHeight).toBeLessThanOrEqual(top);
      expect(last * rowHeight).toBeGreaterThanOrEqual(top + 600);
    }
    expect(sizes.size).toBe(1);
  });

  it('are all of a few', () => {
    expect(rowWindow(3, 0, 600)).toEqual({ first: 0, last: 3, shift: 0, body: 3 * rowHeight });
    expect(rowWindow(0, 0, 600)).toEqual({ first: 0, last: 0, shift: 0, body: 0 });
  });

  it('reach the last of two million, whose body no browser draws as a whole', () => {
    const count = 2_000_000;
    const end = scrollTopFor(count, count * rowHeight - 600, 600);
    const { last, shift, body } = rowWindow(count, end, 600);
    expect(last).toBe(count);
    expect(body).toBeLessThan(16_000_000);
    // The last row stands at the end of the body.
    expect((last - 1) * rowHeight - shift).toBeLessThanOrEqual(body - rowHeight + 1);
  });

  it('are found again from where they are scrolled to', () => {
    for (const at of [0, 22_000, 40_000_000]) {
      const top = scrollTopFor(2_000_000, at, 600);
      expect(top + rowWindow(2_000_000, top, 600).shift).toBeCloseTo(at, 3);
    }
  });
});
