// @ts-check
/** Tells a person at a terminal what is going on, and how long it took. */

/** @typedef {(message: string) => void} Progress */

const started = performance.now();
const colourful = process.stdout.isTTY && !process.env.NO_COLOR;

/** @param {string} text @param {number} code */
const colour = (text, code) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);

/** @param {string} text */
export function tell(text) {
  process.stdout.write(`${text}\n`);
}

/** @param {string} text */
export const strong = (text) => colour(text, 1);

/**
 * Runs one step and says when it is done. Steps may run side by side; each line stands alone.
 * @template T
 * @param {string} title @param {(progress: Progress) => Promise<T>} work
 * @param {{ detail?: (value: T) => string }} [options]
 * @returns {Promise<T>}
 */
export async function step(title, work, { detail } = {}) {
  const from = performance.now();
  const progress = (/** @type {string} */ message) => tell(colour(`  … ${title}: ${message}`, 2));
  try {
    const value = await work(progress);
    const more = detail ? ` – ${detail(value)}` : '';
    tell(
      `  ${colour('✓', 32)} ${title}${more} ${colour(`(${seconds(performance.now() - from)})`, 2)}`,
    );
    return value;
  } catch (error) {
    tell(`  ${colour('✗', 31)} ${title}`);
    throw error;
  }
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** Since this program started. */
export function elapsed() {
  return seconds(performance.now() - started);
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1_000_000
    ? `${Math.round(bytes / 1_000)} KB`
    : `${(bytes / 1_000_000).toFixed(2)} MB`;
}
