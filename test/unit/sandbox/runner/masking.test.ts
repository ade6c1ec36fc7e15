import { describe, expect, it } from 'vitest';
import { Masking } from '../../../../src/sandbox/runner/job/masking';

function masked(pieces: readonly string[], secrets: string[], prefixes: string[] = []): string[] {
  const masking = new Masking(secrets, prefixes);
  const out = pieces.map((piece) => masking.write(Buffer.from(piece)).toString('utf8'));
  return [...out, masking.end().toString('utf8')];
}

describe('masking', () => {
  it('hides a secret wherever it is cut', () => {
    const text = 'key=hunter2hunter2 and geheim-ä!\n';
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const masking = new Masking(['hunter2hunter2', 'geheim-ä'], []);
      const out = Buffer.concat([
        masking.write(bytes.subarray(0, cut)),
        masking.write(bytes.subarray(cut)),
        masking.end(),
      ]);
      expect(out.toString('utf8')).toBe('key=[MASKED] and [MASKED]!\n');
    }
  });

  it('hides the longer of two secrets first, and tokens of unknown value by their prefix', () => {
    expect(masked(['abcdefgh12'], ['abcdefgh', 'abcdefgh12'])).toEqual(['[MASKED]', '']);
    expect(masked(['t=glpat-abc', 'DEF_1 end'], [], ['glpat-'])).toEqual([
      't=',
      'glpat-[MASKED] end',
      '',
    ]);
  });

  it('keeps nothing back that cannot become a secret', () => {
    expect(masked(['line one\n', 'hun', 'ger\n'], ['hunter2hunter2'])).toEqual([
      'line one\n',
      '',
      'hunger\n',
      '',
    ]);
  });

  it('gives back what looked like a beginning when nothing follows', () => {
    expect(masked(['hunter'], ['hunter2hunter2'])).toEqual(['', 'hunter']);
  });
});
