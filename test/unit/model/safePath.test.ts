import { isAbsolute, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { safeSegments } from '../../../src/model/safePath';

describe('names of downloaded files', () => {
  it.each([
    ['model.pkl', ['model.pkl']],
    ['dir/model.pkl', ['dir', 'model.pkl']],
    ['../../etc/passwd', ['etc', 'passwd']],
    ['..\\..\\boot.ini', ['boot.ini']],
    ['/etc/passwd', ['etc', 'passwd']],
    ['C:\\Windows\\x.dll', ['C_', 'Windows', 'x.dll']],
    ['a/./../b', ['a', 'b']],
    ['...', ['file']],
    ['', ['file']],
    ['CON', ['_CON']],
    ['nul.txt', ['_nul.txt']],
    ['trailing. . ', ['trailing']],
    ['nul\u0000byte', ['nul_byte']],
    ['.hidden', ['.hidden']],
    ['<img src=x onerror=alert(1)>', ['_img src=x onerror=alert(1)_']],
    ['модель 🎯.pkl', ['модель 🎯.pkl']],
  ])('"%s" is saved as %j', (name, segments) => {
    expect(safeSegments(name)).toEqual(segments);
  });

  it('never leads out of the chosen folder and never is too long for a file system', () => {
    for (const name of [
      '../'.repeat(50) + 'x',
      '🎯'.repeat(500),
      '..;/..\\\\../y',
      '~/x',
      '\\\\host\\share',
    ]) {
      const path = relative('/chosen', join('/chosen', ...safeSegments(name)));
      expect(path === '..' || path.startsWith('../') || isAbsolute(path) || path === '').toBe(
        false,
      );
      for (const part of path.split('/')) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(200);
    }
  });
});
