import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { checkServerIdentity, connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import { type TlsFiles } from '../../../src/sandbox/ports';
import { tempFolder } from '../../support/tempFolder';

describe('certificates of the sandbox', () => {
  it('are believed by a client that has the authority, for every loopback name', async () => {
    await using folder = await tempFolder();
    const tls = await ensureCertificates(join(folder.path, 'tls'));
    expect(await verdict(tls, tls.ca, 'localhost')).toBe('trusted');
    expect(await verdict(tls, tls.ca, '127.0.0.1')).toBe('trusted');
    expect(await verdict(tls, tls.ca, '::1')).toBe('trusted');
    expect(await verdict(tls, tls.ca, 'example.org')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('are not believed without the authority', async () => {
    await using folder = await tempFolder();
    const tls = await ensureCertificates(folder.path);
    const other = await ensureCertificates(join(folder.path, 'other'));
    expect(await verdict(tls, other.ca, 'localhost')).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('stay the same over a restart, with a key that only the owner reads', async () => {
    await using folder = await tempFolder();
    const first = await ensureCertificates(folder.path);
    const second = await ensureCertificates(folder.path);
    expect(second.cert).toBe(first.cert);
    expect(second.key.equals(first.key)).toBe(true);
    expect(await readFile(first.caFile, 'utf8')).toBe(first.ca);
    if (process.platform !== 'win32') {
      expect((await stat(join(folder.path, 'server.key'))).mode & 0o777).toBe(0o600);
    }
  });

  it('are made anew when a file is damaged', async () => {
    await using folder = await tempFolder();
    const first = await ensureCertificates(folder.path);
    await writeFile(join(folder.path, 'server.pem'), first.cert.slice(0, 100));
    const second = await ensureCertificates(folder.path);
    expect(second.cert).not.toBe(first.cert);
    expect(await verdict(second, second.ca, 'localhost')).toBe('trusted');
  });
});

/** What a TLS client thinks of a server with these files that calls itself `name`. */
async function verdict(tls: TlsFiles, ca: string, name: string): Promise<string> {
  const server = createServer({ cert: tls.cert, key: tls.key.reveal() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      const checked = connect({
        host: '127.0.0.1',
        port,
        ca,
        ...(/^[a-z.]+$/.test(name) ? { servername: name } : {}),
        checkServerIdentity: (_, cert) => checkServerIdentity(name, cert),
      });
      checked.once('secureConnect', () => {
        checked.destroy();
        resolve('trusted');
      });
      checked.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
