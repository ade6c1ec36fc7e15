import { describe, expect, it } from 'vitest';
import {
  agoText,
  clockText,
  metricText,
  plainMessage,
  plural,
  sizeText,
  spanText,
} from '../../../src/model/words';

describe('words for numbers', () => {
  it.each([
    [-5, '0 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [120_000, '2 min'],
    [599_000, '9 min 59 s'],
    [601_000, '10 min'],
    [3_600_000, '1 h'],
    [172_799_000, '47 h'],
    [172_800_000, '2 days'],
  ])('a span of %d ms: %s', (ms, text) => expect(spanText(ms)).toBe(text));

  it.each([
    [-60_000, 'just now'],
    [9_999, 'just now'],
    [59_900, '59 s ago'],
    [3_599_000, '59 min ago'],
    [7_200_000, '2 h ago'],
    [172_799_000, '47 h ago'],
    [300_000_000, '3 days ago'],
  ])('%d ms ago: %s', (ms, text) => expect(agoText(1e12 - ms, 1e12)).toBe(text));

  it('a time of the day as on the wall', () => {
    expect(clockText(new Date(2025, 0, 2, 4, 5).getTime())).toBe('04:05');
  });

  it.each([
    [0, 'run', '0 runs'],
    [1, 'run', '1 run'],
    [12_345, 'run', '12,345 runs'],
  ])('%d %s', (count, one, text) => expect(plural(count, one)).toBe(text));

  it('an odd plural', () => expect(plural(2, 'branch', 'branches')).toBe('2 branches'));

  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_536, '1.5 KB'],
    [300_000, '293 KB'],
    [1_048_575, '1.0 MB'],
    [5 * 1024 ** 4, '5.0 TB'],
    [5_000 * 1024 ** 4, '5000 TB'],
  ])('%d bytes: %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '−∞'],
    [0, '0'],
    [-3, '−3'],
    [0.87654321, '0.8765'],
    [-0.5, '−0.5000'],
    [12.3456, '12.35'],
    [1_234.56, '1234.6'],
    [0.00001234, '1.234e−5'],
    [-0.00001234, '−1.234e−5'],
    [2.5e12 + 0.5, '2.500e+12'],
  ])('a metric of %d: %s', (value, text) => expect(metricText(value)).toBe(text));

  it('messages do not turn names into links', () => {
    const message = plainMessage('Run "[free](command:mlops.run.delete)" is there. [a](https://b)');
    expect(message).toBe('Run "[free] (command:mlops.run.delete)" is there. [a] (https://b)');
  });
});
