import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redact, Secret } from '../../../src/base/secret';

describe('secrets', () => {
  it('print as nothing anywhere, and still can be compared', () => {
    const secret = new Secret('glpat-abcdefghij0123456789');
    const shown = [
      String(secret),
      secret.toString(),
      JSON.stringify({ secret }),
      inspect({ deep: [secret] }),
      inspect(new Error('x', { cause: secret })),
      Object.keys(secret).join(),
    ].join('\n');
    expect(shown).not.toContain('abcdefghij');
    expect(secret.equals(new Secret('glpat-abcdefghij0123456789'))).toBe(true);
    expect(secret.equals(new Secret('other'))).toBe(false);
  });

  it.each([
    ['token glpat-AbC_123.def-456 used', 'token [secret] used'],
    ['glrt-t3_AbCdEfGhIjKlMnOp', '[secret]'],
    ['glcbt-64_AbCdEfGhIjKl', '[secret]'],
    [`Authorization: Bearer abc.def-ghi_jkl`, 'Authorization: Bearer [secret]'],
    [`t1.9euelZqM.${'a'.repeat(86)}`, '[secret]'],
    ['y0_AgAAAAABBBBBCCCCCDDDDD', '[secret]'],
    ['https://oauth2:hunter2@host/x.git', 'https://oauth2:[secret]@host/x.git'],
    ['https://host:8443/a@b', 'https://host:8443/a@b'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----!', '[secret]!'],
    ['nothing to hide: glpat-short', 'nothing to hide: glpat-short'],
  ])('are taken out of texts: %s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });
});
