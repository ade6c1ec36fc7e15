import { describe, expect, it } from 'vitest';
import { restoredState } from '../../../src/webviews/runs/restoredState';

const places = [
  { experiments: ['gid://gitlab/Ml::Experiment/7'] },
  { project: 'group/other', experiments: undefined },
];

describe('what a page of runs had kept', () => {
  it('says which runs it showed and which page was asked for last', () => {
    const kept = { opened: { places, title: 'Loan_prediction' }, page: 3, query: 'x' };
    // As the editor keeps it.
    expect(restoredState(JSON.parse(JSON.stringify(kept)))).toEqual({
      opened: { places, title: 'Loan_prediction' },
      page: 3,
    });
  });

  it.each([
    undefined,
    null,
    'text',
    {},
    { opened: { places: [], title: 'none' }, page: 1 },
    { opened: { places: [{ experiments: [7] }], title: 'odd' }, page: 1 },
    { opened: { places: 'all', title: 'odd' } },
  ])('is nothing when it is %j', (state) => {
    expect(restoredState(state)).toBeUndefined();
  });

  it('begins with the first page when none is known', () => {
    const opened = { places: [{}], title: 'All experiments' };
    expect(restoredState({ opened, page: 'second' })).toEqual({
      opened: { places: [{ experiments: undefined }], title: 'All experiments' },
      page: 1,
    });
  });
});
