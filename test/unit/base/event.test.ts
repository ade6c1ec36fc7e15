import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/base/event';

describe('events', () => {
  it('reach every listener, also the same function twice, until it leaves', () => {
    const heard: number[] = [];
    const emitter = new Emitter<number>();
    const listen = (value: number): void => void heard.push(value);
    const first = emitter.event(listen);
    emitter.event(listen);
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    expect([heard, emitter.size]).toEqual([[1, 1, 2], 1]);
  });

  it('reach the others when one listener throws', () => {
    const [heard, reported]: [number[], unknown[]] = [[], []];
    const emitter = new Emitter<number>((error) => reported.push(error));
    emitter.event(() => {
      throw new Error('bad listener');
    });
    emitter.event((value) => void heard.push(value));
    emitter.fire(1);
    expect(heard).toEqual([1]);
    expect(reported).toEqual([new Error('bad listener')]);
  });

  it('do not reach who joins while one is told, and nobody after the end', () => {
    const heard: string[] = [];
    const emitter = new Emitter<string>();
    emitter.event((value) => {
      heard.push(value);
      if (value === 'first') emitter.event((later) => void heard.push(`late ${later}`));
    });
    emitter.fire('first');
    emitter.fire('second');
    emitter.dispose();
    emitter.fire('third');
    expect(heard).toEqual(['first', 'second', 'late second']);
  });
});
