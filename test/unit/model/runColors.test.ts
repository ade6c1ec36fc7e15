import { describe, expect, it } from 'vitest';
import { baselineMark, runMark } from '../../../src/model/runColors';

describe('marks of runs', () => {
  it('differ for 24 runs by colour and form together, and never by colour alone for neighbours', () => {
    const marks = Array.from({ length: 24 }, (_, index) => runMark(index));
    const words = marks.map(({ color, shape, dash }) => `${color} ${shape} ${dash.join()}`);
    expect(new Set(words).size).toBe(24);
    marks.slice(1).forEach((mark, index) => {
      expect(mark.shape).not.toBe(marks[index]?.shape);
    });
  });

  it('leave the diamond to the baseline', () => {
    const shapes = Array.from({ length: 50 }, (_, index) => runMark(index).shape);
    expect(shapes).not.toContain(baselineMark.shape);
  });
});
