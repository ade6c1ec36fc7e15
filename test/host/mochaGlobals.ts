/** Stands in for `mocha` inside the bundled test files: the running mocha puts its words on the global object. */
import type * as Mocha from 'mocha';

const words = globalThis as unknown as Pick<
  typeof Mocha,
  'describe' | 'it' | 'before' | 'after' | 'beforeEach' | 'afterEach'
>;

export const { describe, it, before, after, beforeEach, afterEach } = words;
