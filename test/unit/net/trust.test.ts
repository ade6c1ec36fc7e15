import { expect, it } from 'vitest';
import { trustedCertificates } from '../../../src/net/trust';

it('adds a private CA to the roots that are trusted anyway', () => {
  const ca = '-----BEGIN CERTIFICATE-----\nprivate\n-----END CERTIFICATE-----';
  const without = trustedCertificates(undefined);
  expect(trustedCertificates(ca)).toEqual([...without, ca]);
  expect(without.length).toBeGreaterThan(50);
});
