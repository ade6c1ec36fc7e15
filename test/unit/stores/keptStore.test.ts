import { describe, expect, it } from 'vitest';
import { type RunId } from '../../../src/model/ids';
import { KeptStore } from '../../../src/stores/keptStore';
import { mapMemory } from '../../support/mapMemory';

const key = 'runs.kept';
const [a, b] = ['gid://gitlab/Ml::Candidate/1' as RunId, 'gid://gitlab/Ml::Candidate/2' as RunId];
const nothing = { views: undefined, history: [], directions: {}, stars: [], hidden: [] };

function open(map = new Map<string, unknown>()): { store: KeptStore; map: Map<string, unknown> } {
  const rethrow = (error: unknown): void => {
    throw error;
  };
  return { store: new KeptStore(mapMemory(map), rethrow), map };
}

describe('what is kept of the pages of runs', () => {
  it('is there after a restart: views everywhere, stars and baseline in their project', async () => {
    const { store, map } = open();
    const views = [{ id: '1', name: 'Best', query: 'AUC > 0.8' }];
    store.keep('one', { views, stars: [a] });
    store.keep('two', { hidden: [b] });
    store.setBaseline('one', a);
    // Writes follow each other.
    await new Promise(setImmediate);
    const again = open(map).store;
    expect(again.of('one')).toEqual({ ...nothing, views, stars: [a] });
    expect(again.of('two')).toEqual({ ...nothing, views, hidden: [b] });
    expect([again.baseline('one'), again.baseline('two')]).toEqual([a, undefined]);
  });

  it('holds the smoothing everywhere, and folded groups in their project', async () => {
    const { store, map } = open();
    const folds = { by: 'param.model', others: true, turned: ['forest'] };
    store.keep('one', { folds, smoothing: 0.6 });
    await new Promise(setImmediate);
    const again = open(map).store;
    expect(again.of('one')).toEqual({ ...nothing, folds, smoothing: 0.6 });
    expect(again.of('two')).toEqual({ ...nothing, smoothing: 0.6 });
    map.set(key, { version: 1, smoothing: 7, projects: { one: { folds: { by: 1 }, stars: [a] } } });
    expect(open(map).store.of('one')).toEqual({ ...nothing, stars: [a] });
  });

  it('tells of each change, and leaves alone what a change does not name', () => {
    const { store } = open();
    let told = 0;
    store.onDidChange(() => told++);
    store.keep('one', { stars: [a] });
    store.keep('one', { directions: { AUC: 'lower' } });
    store.setBaseline('one', b);
    store.setBaseline('one', undefined);
    expect([told, store.of('one'), store.baseline('one')]).toEqual([
      4,
      { ...nothing, stars: [a], directions: { AUC: 'lower' } },
      undefined,
    ]);
  });

  it('loses only the part that cannot be read, and carries along what a newer version wrote', () => {
    const { store, map } = open(
      new Map([
        [
          key,
          {
            version: 7,
            views: [{ id: 3 }],
            history: ['AUC > 1'],
            directions: 'none',
            later: { kept: true },
            projects: { one: { stars: 'all', hidden: [b], baseline: 12, later: 1 } },
          },
        ],
      ]),
    );
    expect(store.of('one')).toEqual({ ...nothing, history: ['AUC > 1'], hidden: [b] });
    store.keep('one', { stars: [a] });
    expect(map.get(key)).toMatchObject({
      later: { kept: true },
      projects: { one: { stars: [a], hidden: [b], later: 1 } },
    });
  });

  it.each([undefined, null, 5, 'text', [], { projects: 7 }])(
    'starts from damaged %j',
    (damaged) => {
      const { store } = open(new Map([[key, damaged]]));
      expect(store.of('one')).toEqual(nothing);
    },
  );

  it('takes over the baseline of versions before it, once', () => {
    const { store, map } = open(new Map<string, unknown>([['runs.baseline', a]]));
    expect(store.baseline('one')).toBe(a);
    store.setBaseline('one', undefined);
    expect(store.baseline('one')).toBeUndefined();
    expect(open(map).store.baseline('one')).toBeUndefined();
  });

  it('refuses what would be too much for the memory of the editor, and keeps what it had', () => {
    const { store } = open();
    store.keep('one', { history: ['kept'] });
    const query = 'x'.repeat(10_000);
    const views = Array.from({ length: 60 }, (_one, index) => ({
      id: `${index}`,
      name: 'v',
      query,
    }));
    expect(() => store.keep('one', { views })).toThrow('There is no room');
    expect(store.of('one')).toEqual({ ...nothing, history: ['kept'] });
  });

  it('forgets the project used longest ago when there are very many', () => {
    const { store } = open();
    for (let index = 0; index < 31; index++) store.setBaseline(`place ${index}`, a);
    expect([store.baseline('place 0'), store.baseline('place 30')]).toEqual([undefined, a]);
  });
});
