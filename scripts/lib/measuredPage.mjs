// @ts-check
import { cpus, totalmem } from 'node:os';

/**
 * `bench` is the file that measured it, `at` the day.
 * @typedef {import('../../bench/entry').Entry & {
 *   bench: string, at: string, ok: boolean, peers: Readonly<Record<string, number>>,
 * }} Result
 */

/** What the last measurements found, as a page of the documentation.
 * @param {readonly Result[]} results @returns {string}
 */
export function measuredPage(results) {
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const days = [...new Set(results.map(({ at }) => at))].sort();
  const rows = results.map(({ name, unit, value, budget, ok, peers }) => [
    name,
    `${said(value)} ${unit}`,
    budget === undefined ? '' : `≤ ${budget} ${unit}${ok ? '' : ' (over)'}`,
    Object.entries(peers)
      .map(([peer, of]) => `${peer} ${said(of)}`)
      .join(', '),
  ]);
  return [
    '# Measured',
    '',
    `Written by \`npm run bench\` on ${days.join(' and ')}, on a virtual machine with ${cpus().length} processors and ${gigabytes} GB of memory. The same figures are in \`bench/results.json\`; how each is taken is said in \`bench/\`.`,
    '',
    'Figures of the same row come from the same run, on the same data, in the same Chromium. Where a row does not say "on the clock", what is counted of a page is the time that its main thread used up.',
    '',
    '| what | figure | budget | others |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');
}

/** @param {number} value */
function said(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits)).toLocaleString('en-US');
}
