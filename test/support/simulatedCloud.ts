import { type RetryPolicy, defaultRetry } from '../../src/base/retry';
import { type CloudId, type FolderId } from '../../src/model/ids';
import { ensureCertificates } from '../../src/sandbox/certificates';
import { type CloudOptions, type SandboxCloud, startCloud } from '../../src/sandbox/cloud/cloud';
import { type TlsFiles } from '../../src/sandbox/ports';
import { createYandex, type YandexCloud, type YandexOptions } from '../../src/yandex/cloud';
import { tempFolder } from './tempFolder';

/** A simulated cloud, and the adapter's clients of it; all are closed with it. */
export interface SimulatedCloud extends AsyncDisposable {
  readonly server: SandboxCloud;
  readonly cloudId: CloudId;
  readonly folderId: FolderId;
  readonly ca: string;
  readonly tls: TlsFiles;
  /** Signed in as the operator unless told otherwise. */
  client(options?: Partial<YandexOptions>): YandexCloud;
}

/** Quick, so that a test of repeats does not wait for seconds. */
export const quickRetry: RetryPolicy = { ...defaultRetry, firstDelayMs: 5, maxDelayMs: 20 };

export const quickPace = { minMs: 10, maxMs: 50, patienceMs: 5_000 };

export async function simulatedCloud(
  options: Partial<Omit<CloudOptions, 'tls'>> = {},
): Promise<SimulatedCloud> {
  const folder = await tempFolder();
  const tls = await ensureCertificates(folder.path);
  const server = await startCloud({ speed: 2_000, ...options, tls });
  const clients: YandexCloud[] = [];
  return {
    server,
    cloudId: server.cloudId as CloudId,
    folderId: server.folderId as FolderId,
    ca: tls.ca,
    tls,
    client(overrides = {}) {
      const client = createYandex({
        endpoint: server.endpoint,
        ca: tls.ca,
        credentials: { kind: 'iam-token', token: server.token },
        retry: quickRetry,
        pace: quickPace,
        deadlineMs: 3_000,
        ...overrides,
      });
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.dispose();
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
