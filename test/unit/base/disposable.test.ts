import { describe, expect, it } from 'vitest';
import { DisposableStore, toDisposable } from '../../../src/base/disposable';

describe('owning things', () => {
  it('closes last in, first out, and once', () => {
    const closed: string[] = [];
    const store = new DisposableStore();
    for (const name of ['a', 'b', 'c']) store.add({ dispose: () => closed.push(name) });
    store.dispose();
    store.dispose();
    expect(closed).toEqual(['c', 'b', 'a']);
  });

  it('closes at once what is added too late', () => {
    const closed: string[] = [];
    const store = new DisposableStore();
    store.dispose();
    store.add({ dispose: () => closed.push('late') });
    expect([closed, store.disposed]).toEqual([['late'], true]);
  });

  it('closes the others when one cannot be closed, and tells of it', () => {
    const closed: string[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => closed.push('first') });
    store.add({
      dispose: () => {
        throw new Error('stuck');
      },
    });
    store.add({ dispose: () => closed.push('last') });
    expect(() => store.dispose()).toThrow(AggregateError);
    expect(closed).toEqual(['last', 'first']);
  });

  it('runs an ending once', () => {
    let times = 0;
    const one = toDisposable(() => times++);
    one.dispose();
    one.dispose();
    expect(times).toBe(1);
  });
});
