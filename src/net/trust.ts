import * as tls from 'node:tls';

/**
 * The certificates that a connection trusts, as PEM: what Node.js brings (with NODE_EXTRA_CA_CERTS), what the
 * system has, where Node.js can tell (22.15 and later), and the private CA.
 */
export function trustedCertificates(ca: string | undefined): string[] {
  const roots = new Set(certificates('default') ?? tls.rootCertificates);
  for (const pem of certificates('system') ?? []) roots.add(pem);
  if (ca !== undefined) roots.add(ca);
  return [...roots];
}

/** Not in Node.js 20. */
interface CertificateStores {
  readonly getCACertificates?: (kind: 'default' | 'system') => readonly string[];
}

function certificates(kind: 'default' | 'system'): readonly string[] | undefined {
  const stores: CertificateStores = tls;
  try {
    return stores.getCACertificates?.(kind);
  } catch {
    // A store that cannot be read leaves those of Node.js.
    return undefined;
  }
}

const contexts = new Map<string | undefined, tls.SecureContext>();

/** Those certificates, read once: there are hundreds of them. */
export function trustContext(ca: string | undefined): tls.SecureContext {
  const known = contexts.get(ca);
  if (known) return known;
  const made = tls.createSecureContext({ ca: trustedCertificates(ca) });
  // Whoever edits the file of the private CA does not need the contexts of before.
  if (contexts.size > 4) contexts.clear();
  contexts.set(ca, made);
  return made;
}
