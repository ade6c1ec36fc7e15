import { describe, expect, it } from 'vitest';
import { tableOf } from '../../../src/model/frame/runTable';
import { type Run, type RunStatus } from '../../../src/model/run';
import { progressReader } from '../../../src/model/runProgress';
import { run } from '../../support/domain';

/** A run that logged `loss` at steps from 0 to `step`. */
function trained(
  iid: number,
  status: RunStatus,
  step: number,
  params: Record<string, string>,
): Run {
  const loss = Array.from({ length: step + 1 }, (_none, at) => 1 / (1 + at));
  return run(iid, `run-${iid}`, { metrics: { loss, fit_s: [3] }, params }, { status });
}

const said = (...runs: Run[]): (string | undefined)[] => {
  const read = progressReader(tableOf(runs));
  return runs.map((_run, row) => read(row)?.words);
};

describe('the progress of a running run', () => {
  it('is told against the total that runs before it kept to', () => {
    const live = trained(3, 'running', 25, { epochs: '100' });
    expect(said(live, trained(2, 'finished', 50, { epochs: '50' }))[0]).toBe('25 of 100 epochs');
    expect(said(live, trained(2, 'finished', 49, { epochs: '50' }))[0]).toBe('26 of 100 epochs');
    expect(
      progressReader(tableOf([live, trained(2, 'finished', 50, { epochs: '50' })]))(0),
    ).toEqual({ share: 0.25, words: '25 of 100 epochs' });
  });

  it('counts a run that stopped early neither for nor against', () => {
    const live = trained(3, 'running', 25, { epochs: '100' });
    const early = trained(2, 'finished', 20, { epochs: '50' });
    expect(said(live, early)[0]).toBeUndefined();
    expect(said(live, early, trained(1, 'finished', 80, { epochs: '80' }))[0]).toBe(
      '25 of 100 epochs',
    );
  });

  it.each([
    ['nobody has ended yet', [trained(1, 'running', 9, { epochs: '20' })]],
    [
      'others log more steps than the param says, such as each batch',
      [
        trained(1, 'running', 9, { epochs: '20' }),
        trained(2, 'finished', 90, { epochs: '3' }),
        trained(3, 'finished', 5, { epochs: '5' }),
      ],
    ],
    [
      'it has passed the total itself',
      [trained(1, 'running', 30, { epochs: '20' }), trained(2, 'finished', 20, { epochs: '20' })],
    ],
    [
      'the param is no number',
      [trained(1, 'running', 3, { epochs: 'auto' }), trained(2, 'finished', 20, { epochs: '20' })],
    ],
    [
      'nothing but step 0 was logged',
      [trained(1, 'running', 0, { epochs: '20' }), trained(2, 'finished', 20, { epochs: '20' })],
    ],
  ])('is unknown where %s', (_why, runs) => {
    expect(said(...runs)[0]).toBeUndefined();
  });

  it('is nothing that runs which are over have', () => {
    const over = (['finished', 'failed', 'killed', 'unknown', 'scheduled'] as const).map(
      (status, iid) => trained(iid, status, 20, { epochs: '20' }),
    );
    expect(said(...over, trained(9, 'running', 5, { epochs: '20' }))).toEqual([
      ...over.map(() => undefined),
      '5 of 20 epochs',
    ]);
  });

  it('takes the closest of several totals, and the next one where that means something else', () => {
    const params = { epochs: '10', max_steps: '400' };
    expect(said(trained(1, 'running', 100, params), trained(2, 'finished', 400, params))[0]).toBe(
      '100 of 400 steps',
    );
    expect(said(trained(1, 'running', 4, params), trained(2, 'finished', 9, params))[0]).toBe(
      '5 of 10 epochs',
    );
  });
});
