import { describe, expect, it } from 'vitest';
import {
  AppError,
  cancelled,
  errorText,
  isAppError,
  throwIfAborted,
} from '../../../src/base/errors';

describe('errors', () => {
  it('tell their kinds apart', () => {
    const error = new AppError('quota', 'Too much.', { fix: 'open-quotas' });
    expect([
      isAppError(error),
      isAppError(error, 'quota', 'conflict'),
      isAppError(error, 'conflict'),
      isAppError(new Error('x')),
    ]).toEqual([true, true, false, false]);
  });

  it('keep the cause and what the log needs', () => {
    const cause = new Error('ECONNRESET');
    const error = new AppError('unreachable', 'No answer.', { cause, detail: 'request 1' });
    expect(error).toMatchObject({ cause, detail: 'request 1', fix: undefined, code: undefined });
  });

  it('say that something was cancelled, with the reason', () => {
    const controller = new AbortController();
    expect(() => throwIfAborted(controller.signal)).not.toThrow();
    controller.abort(new Error('closed'));
    expect(() => throwIfAborted(controller.signal)).toThrow(cancelled());
  });

  it.each([
    [new Error('a'), 'a'],
    ['b', 'b'],
    [{ c: 1 }, '{"c":1}'],
    [undefined, 'nothing'],
    [1n, 'something that cannot be shown'],
  ])('have words whatever was thrown: %s', (thrown, words) => {
    expect(errorText(thrown)).toBe(words);
  });
});
