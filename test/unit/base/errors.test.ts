import { describe, expect, it } from 'vitest';
import {
  allOf,
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

  it('become one that names all of them', () => {
    const gitlab = new AppError('remote', 'Cannot stop GitLab.', { fix: 'retry', detail: 'a' });
    const machine = new AppError('remote', 'Cannot stop vm.', { fix: 'retry', detail: 'b' });
    const forbidden = new AppError('forbidden', 'Not yours.', { fix: 'choose-folder' });
    const read = (failures: unknown[]) => {
      const { kind, message, fix, detail } = allOf(failures) as AppError;
      return [kind, message, fix, detail];
    };
    expect(read([gitlab, machine])).toEqual([
      'remote',
      'Cannot stop GitLab. Cannot stop vm.',
      'retry',
      'a; b',
    ]);
    expect(read([forbidden, machine])).toEqual([
      'remote',
      'Not yours. Cannot stop vm.',
      undefined,
      'b',
    ]);
    expect([allOf([cancelled(), machine]), allOf([machine])]).toEqual([machine, machine]);
    expect(allOf([cancelled(), cancelled()])).toMatchObject({ kind: 'cancelled' });
    const bug = new TypeError('x is undefined');
    expect(allOf([machine, bug])).toBe(bug);
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
