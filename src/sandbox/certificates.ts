import 'reflect-metadata';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { Secret } from '../base/secret';
import { type TlsFiles } from './ports';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;

/**
 * A certificate authority of our own and a certificate for every loopback name, kept in `folder`
 * and reused while they are good for another month. Keys are readable by the owner only.
 */
export async function ensureCertificates(folder: string): Promise<TlsFiles> {
  return (await readCertificates(folder)) ?? (await makeCertificates(folder));
}

async function readCertificates(folder: string): Promise<TlsFiles | undefined> {
  try {
    const caFile = join(folder, 'ca.pem');
    const [ca, cert, key] = await Promise.all([
      readFile(caFile, 'utf8'),
      readFile(join(folder, 'server.pem'), 'utf8'),
      readFile(join(folder, 'server.key'), 'utf8'),
    ]);
    const leaf = new X509Certificate(cert);
    const good =
      Date.parse(leaf.validTo) > Date.now() + 30 * dayMs &&
      leaf.verify(new X509Certificate(ca).publicKey) &&
      leaf.checkPrivateKey(createPrivateKey(key));
    return good ? { ca, cert, key: new Secret(key), caFile } : undefined;
  } catch {
    // Missing, half written or damaged: all are mended by making new ones.
    return undefined;
  }
}

async function makeCertificates(folder: string): Promise<TlsFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [caKeys, keys] = await Promise.all([newKeys(), newKeys()]);
  const period = {
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 800 * dayMs),
  };
  const authority = await X509CertificateGenerator.createSelfSigned({
    name: `CN=Sandbox CA ${serial().slice(0, 8)}`,
    serialNumber: serial(),
    ...period,
    signingAlgorithm: algorithm,
    keys: caKeys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const leaf = await X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: authority.subject,
    serialNumber: serial(),
    ...period,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
    ],
  });
  const key = await keyPem(keys.privateKey);
  const ca = `${authority.toString('pem')}\n`;
  const cert = `${leaf.toString('pem')}\n`;
  const caFile = join(folder, 'ca.pem');
  await replace(join(folder, 'server.key'), key, 0o600);
  await replace(join(folder, 'server.pem'), cert, 0o644);
  await replace(caFile, ca, 0o644);
  return { ca, cert, key: new Secret(key), caFile };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Positive: the first bit is clear. */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return Buffer.from(bytes).toString('hex');
}

async function replace(path: string, text: string, mode: number): Promise<void> {
  const next = `${path}.new`;
  await writeFile(next, text, { mode });
  await chmod(next, mode);
  await rename(next, path);
}
