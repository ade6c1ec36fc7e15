// @ts-check
/** Something that cannot be had here. The message is shown as it is, without a stack: it says what to do. */
export class Problem extends Error {
  /** @param {string} message @param {unknown} [cause] */
  constructor(message, cause) {
    super(message, { cause });
    this.name = 'Problem';
  }
}

/** @param {unknown} error @returns {string} */
export function sayWhy(error) {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
