import { readFileSync } from 'node:fs';
import { Secret } from '../../../src/base/secret';
import { defaultRetry } from '../../../src/base/retry';
import { type FolderId } from '../../../src/model/ids';
import { createYandex } from '../../../src/yandex/cloud';
import { readConfiguration } from './configuration';
import { Provider } from './provider';
import { type State } from './state';

/** The cloud that the environment names, for the configuration of the working folder. */
export async function openProvider(state: State): Promise<Provider> {
  const configuration = await readConfiguration('.');
  return new Provider(
    cloud(),
    (process.env['YC_FOLDER_ID'] ?? '') as FolderId,
    configuration,
    (address) => state.resources[address]?.id,
    new AbortController().signal,
  );
}

function cloud() {
  const caFile = process.env['SSL_CERT_FILE'];
  return createYandex({
    endpoint: process.env['YC_ENDPOINT'] ?? '',
    ca: caFile === undefined ? undefined : readFileSync(caFile, 'utf8'),
    credentials: { kind: 'iam-token', token: new Secret(process.env['YC_TOKEN'] ?? '') },
    retry: { ...defaultRetry, firstDelayMs: 5, maxDelayMs: 20 },
    pace: { minMs: 5, maxMs: 20, patienceMs: 10_000 },
    deadlineMs: 5_000,
  });
}
