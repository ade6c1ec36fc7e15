import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { failed, known, type Loadable, loading, reload } from '../../../src/base/loadable';

describe('what is known of a fetched thing', () => {
  const error = new AppError('unreachable', 'No answer.');
  const ready: Loadable<number> = { kind: 'ready', value: 7, at: 100 };

  it('outlives reloads and failures, with its age', () => {
    const after = failed(reload(failed(reload(ready), error)), error);
    expect(after).toEqual({ kind: 'failed', error, last: { value: 7, at: 100 } });
    expect(known(after)).toEqual({ value: 7, at: 100 });
  });

  it('is nothing before the first success', () => {
    expect(known(failed(reload(loading), error))).toBeUndefined();
  });
});
