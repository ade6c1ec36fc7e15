import { describe, expect, it } from 'vitest';
import {
  parseTable,
  pictureType,
  previewKind,
  textOfBytes,
} from '../../../../src/model/preview/preview';

describe('how a file is shown', () => {
  it.each([
    ['plots/roc.PNG', 'picture'],
    ['a.svg', 'picture'],
    ['history.json', 'json'],
    ['importance.csv', 'table'],
    ['model/MLmodel', 'text'],
    ['model/requirements.txt', 'text'],
    ['noextension', 'text'],
    ['model/model.pkl', 'none'],
    ['x.safetensors', 'none'],
  ])('%s as %s', (path, kind) => {
    expect(previewKind(path)).toBe(kind);
  });

  it('names the type of pictures alone', () => {
    expect(pictureType('a/b.jpeg')).toBe('image/jpeg');
    expect(pictureType('png')).toBeUndefined();
    expect(pictureType('x.constructor')).toBeUndefined();
  });
});

describe('text of bytes', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it('is UTF-8, and nothing when it is binary', () => {
    expect(textOfBytes(bytes('лиса 🦊\n'))).toBe('лиса 🦊\n');
    expect(textOfBytes(new Uint8Array([80, 75, 0, 1]))).toBeUndefined();
    expect(textOfBytes(new Uint8Array(100).fill(0xff))).toBeUndefined();
    expect(textOfBytes(new Uint8Array())).toBe('');
  });
});

describe('a table of separated values', () => {
  it('knows quotes, line ends and tabs', () => {
    expect(parseTable('a,"b ""c"", d"\r\n1,"2\n3"\n\n4,5', 10, 10)).toEqual({
      head: ['a', 'b "c", d'],
      rows: [
        ['1', '2\n3'],
        ['4', '5'],
      ],
      cut: false,
    });
    expect(parseTable('a\tb,c\n1\t2', 10, 10).rows).toEqual([['1', '2']]);
  });

  it('stops at the limits and says so, whatever comes', () => {
    const long = parseTable(`a\n${'1\n'.repeat(100_000)}`, 50, 10);
    expect([long.rows.length, long.cut]).toEqual([50, true]);
    const wide = parseTable('x,'.repeat(10_000), 50, 10);
    expect([wide.head.length, wide.cut]).toEqual([10, true]);
    expect(parseTable('', 5, 5)).toEqual({ head: [], rows: [], cut: false });
    expect(parseTable('"never closed', 5, 5).head).toEqual(['never closed']);
  });
});
