import { createServer } from 'node:tls';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { openOAuth } from '../../../src/gitlab/auth/openOAuth';
import { type Proxy } from '../../../src/model/proxy';
import { makeTls } from '../../support/authority';
import { quickRetry, type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { type Connected, connected, removeCertificates } from '../gitlab/support';
import { testCertificates } from '../sandbox-gitlab/support';
import { startProxy, type TestProxyOptions } from './testProxy';

let there: Connected;
let cloud: SimulatedCloud;
let folder: TempFolder;
beforeAll(async () => {
  [there, cloud, folder] = await Promise.all([connected(), simulatedCloud(), tempFolder()]);
});
afterAll(async () => {
  await there[Symbol.asyncDispose]();
  await cloud[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
  await removeCertificates();
});

const once = { ...quickRetry, tries: 1 };

/** What each adapter does, by way of a proxy. */
const adapters: [string, (proxy: Proxy) => Promise<unknown>, () => string][] = [
  [
    'GitLab',
    (proxy) => there.connect({ proxy: () => proxy, retry: once }).account.user(never),
    () => new URL(there.server.url).host,
  ],
  [
    'the cloud',
    (proxy) => cloud.client({ proxy: () => proxy, retry: once }).clouds(never),
    () => cloud.server.endpoint,
  ],
];

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

describe.each(adapters)('%s behind a proxy', (_name, work, address) => {
  it('is reached by a tunnel', async () => {
    await using proxy = await startProxy();
    await work(proxy.proxy);
    expect(new Set(proxy.asked)).toEqual(new Set([address()]));
    expect(proxy.plainRequests()).toBe(0);
  });

  it('is reached when the proxy answers letter by letter', async () => {
    await using proxy = await startProxy({ misbehave: 'slowly' });
    await work(proxy.proxy);
    expect(proxy.asked.length).toBeGreaterThan(0);
  });

  it('is reached when the proxy wants a login and has it', async () => {
    await using proxy = await startProxy({ login: 'anna:s3cret' });
    await work(proxy.proxy);
    const error = await failure(
      work({ ...proxy.proxy, authorization: new Secret(`Basic ${btoa('anna:wr0ng')}`) }),
    );
    expect(error).toMatchObject({ kind: 'unreachable', fix: 'open-proxy-settings' });
    expect(error.message).toMatch(/the proxy localhost:\d+ wants a login/);
    expect(JSON.stringify(error) + String(error.detail)).not.toContain('wr0ng');
  });

  it.each<[string, TestProxyOptions, RegExp]>([
    ['forbids it', { misbehave: 'forbid' }, /does not let us through to localhost:\d+ \(403\)/],
    ['hangs up', { misbehave: 'hang-up' }, /the proxy localhost:\d+|ECONNRESET/],
    ['is none', { misbehave: 'garbage' }, /localhost:\d+ is not an HTTP proxy/],
  ])('says what stopped it when the proxy %s', async (_why, options, words) => {
    await using proxy = await startProxy(options);
    const error = await failure(work(proxy.proxy));
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(words);
  });

  it('says so when there is no proxy', async () => {
    const gone = await startProxy();
    await gone[Symbol.asyncDispose]();
    const error = await failure(work(gone.proxy));
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(/proxy localhost:\d+ cannot be reached|cannot be reached/);
  });

  it('checks the certificate of the server, whatever the proxy leads to', async () => {
    const tls = await makeTls(folder.path);
    const impostor = createServer({ cert: tls.cert, key: tls.key, ALPNProtocols: ['h2'] });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const { port } = impostor.address() as AddressInfo;
    try {
      await using proxy = await startProxy({ divertTo: port });
      const error = await failure(work(proxy.proxy));
      expect(error.kind).toBe('unreachable');
      expect(error.message).toMatch(/certificate of .* is not trusted/);
    } finally {
      await new Promise((resolve) => impostor.close(resolve));
    }
  });

  it('checks certificates though the environment says not to', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const tls = await makeTls(folder.path);
    try {
      await using proxy = await startProxy({ tls });
      expect((await failure(work(proxy.proxy))).message).toMatch(/certificate/);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('checks the certificate of a proxy that speaks TLS', async () => {
    const tls = await makeTls(folder.path);
    await using proxy = await startProxy({ tls });
    const error = await failure(work(proxy.proxy));
    expect(error.kind).toBe('unreachable');
    expect(error.message).toMatch(/certificate/);
    expect(proxy.asked).toEqual([]);
  });
});

it('reaches the cloud and GitLab by a proxy whose own certificate is trusted', async () => {
  const { cert, key } = cloud.tls;
  await using proxy = await startProxy({ tls: { cert, key: key.reveal() } });
  await cloud.client({ proxy: () => proxy.proxy }).clouds(never);
  expect(proxy.asked.length).toBeGreaterThan(0);
  const gitlabTls = await testCertificates();
  const ours = await startProxy({
    tls: { cert: gitlabTls.cert, key: gitlabTls.key.reveal() },
  });
  try {
    await there.connect({ proxy: () => ours.proxy }).account.user(never);
    expect(ours.asked.length).toBeGreaterThan(0);
  } finally {
    await ours[Symbol.asyncDispose]();
  }
});

it('checks certificates on the direct way though the environment says not to', async () => {
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    for (const work of [
      there.connect({ ca: undefined, retry: once }).account.user(never),
      cloud.client({ ca: undefined, retry: once }).clouds(never),
    ]) {
      expect((await failure(work)).message).toMatch(/certificate/);
    }
  } finally {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  }
});

it('goes the new way when the settings change, without being opened again', async () => {
  await using proxy = await startProxy();
  let way: Proxy | undefined;
  const client = cloud.client({ proxy: () => way });
  await client.clouds(never);
  expect(proxy.asked).toEqual([]);
  way = proxy.proxy;
  await client.clouds(never);
  expect(proxy.asked).toEqual([cloud.server.endpoint]);
  way = undefined;
  await client.clouds(never);
  expect(proxy.asked).toHaveLength(1);
});

it('signs in with OAuth by the proxy too', async () => {
  await using proxy = await startProxy();
  const oauth = openOAuth({
    baseUrl: there.server.url,
    clientId: 'unknown',
    ca: there.server.ca,
    proxy: () => proxy.proxy,
  });
  await failure(oauth.refresh(new Secret('none'), never));
  oauth.dispose();
  expect(proxy.asked).toEqual([new URL(there.server.url).host]);
});
