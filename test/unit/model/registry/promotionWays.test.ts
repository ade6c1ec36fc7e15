import { describe, expect, it } from 'vitest';
import { promotionWays } from '../../../../src/model/registry/promotionWays';

const ways = (version: string | undefined, parts: Record<string, unknown> = {}) =>
  promotionWays({
    features: { promote: true, version },
    experiment: 'Loan_prediction',
    model: 'churn',
    refusedBefore: false,
    ...parts,
  });

describe('the ways in which a run becomes a version', () => {
  it.each(['17.8.0', '17.9.3-ee', '16.11.1'])('copies on GitLab %s, and says why', (version) => {
    const found = ways(version);
    expect(found).toMatchObject({ best: 'copy', canMove: true });
    expect(found.restriction).toContain(`This GitLab (${version}) is older than about 17.10`);
    expect(found.restriction).toContain('“[model]churn”. This run is of “Loan_prediction”');
  });

  it.each(['17.10.0', '17.11.2-ee', '18.0.0-pre', '20.1', undefined, 'main'])(
    'moves on GitLab %s without a word',
    (version) => {
      const silent = { best: 'move', canMove: true, restriction: undefined };
      expect(ways(version)).toEqual(silent);
    },
  );

  it('moves a run of the model’s own experiment on every server that takes runs', () => {
    const own = { experiment: '[model]churn' };
    expect(ways('17.8.0', own).best).toBe('move');
    expect(ways('18.4.0', { ...own, refusedBefore: true }).best).toBe('move');
    expect(ways('17.8.0', { ...own, model: 'other' }).best).toBe('copy');
  });

  it('learns from a refusal, whatever the version says', () => {
    const found = ways('18.4.0', { refusedBefore: true });
    expect(found.best).toBe('copy');
    expect(found.restriction).toMatch(/^This GitLab \(18\.4\.0\) promotes only runs of the model/);
  });

  it('offers no move where the server takes no run', () => {
    const found = ways('17.5.2', {
      features: { promote: false, version: undefined },
      experiment: '[model]churn',
    });
    expect(found).toMatchObject({ best: 'copy', canMove: false });
    expect(found.restriction).toMatch(/^This GitLab cannot make a version of a run/);
  });
});
