import { describe, expect, it } from 'vitest';
import { allFolded, foldTest, mostTurned, noFolds, turnFold } from '../../../src/model/rowFolds';

const labels = ['gini', 'entropy', '–'];
const foldedOf = (folds: typeof noFolds): string[] => {
  const test = foldTest(folds);
  return labels.filter((label) => test.has(label));
};

describe('folded groups', () => {
  it('are turned one by one and all at once, and new ones are like the others', () => {
    const one = turnFold(noFolds, 'entropy');
    const allButOne = turnFold(allFolded, 'entropy');
    expect([noFolds, one, turnFold(one, 'entropy'), allFolded, allButOne].map(foldedOf)).toEqual([
      [],
      ['entropy'],
      [],
      labels,
      ['gini', '–'],
    ]);
    expect([foldTest(one).has('came later'), foldTest(allButOne).has('came later')]).toEqual([
      false,
      true,
    ]);
  });

  it('with very long labels are known by how those begin', () => {
    const long = 'x'.repeat(5_000);
    const folds = turnFold(noFolds, long);
    expect(foldTest(folds).has(long)).toBe(true);
    expect(folds.turned[0]).toHaveLength(300);
  });

  it('forget the one that was turned longest ago when there are very many', () => {
    let folds = noFolds;
    for (let at = 0; at <= mostTurned; at++) folds = turnFold(folds, `group ${at}`);
    expect(folds.turned).toHaveLength(mostTurned);
    expect([foldTest(folds).has('group 0'), foldTest(folds).has('group 1')]).toEqual([false, true]);
  });
});
