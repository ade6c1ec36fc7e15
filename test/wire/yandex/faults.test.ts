import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { type Fault, Faults } from '../../../src/sandbox/faults';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';

/** Tells how many calls it has spoiled so far. */
class CountedFaults extends Faults {
  taken = 0;

  override take(...call: Parameters<Faults['take']>): Fault | undefined {
    const fault = super.take(...call);
    if (fault !== undefined) this.taken++;
    return fault;
  }
}

const faults = new CountedFaults();
let cloud: SimulatedCloud;
let client: YandexCloud;

beforeAll(async () => {
  cloud = await simulatedCloud({ faults });
  client = cloud.client();
  await client.folder(cloud.folderId, never);
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});
afterEach(() => {
  cloud.server.faults.clear();
});

function spoil(match: string, fault: Fault, times = 1): void {
  cloud.server.faults.add({ service: 'cloud', match, fault, times });
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
}

function callsOf(method: string): number {
  return cloud.server.calls.filter((call) => call.method.endsWith(method)).length;
}

const list = (): Promise<unknown> => client.networks(cloud.folderId, never);

describe.each([
  ['trailers only', false],
  ['headers first', true],
])('a refusal with %s', (_, headersFirst) => {
  const status = (name: string, message: string): Fault => ({
    kind: 'status',
    status: name,
    message,
    headersFirst,
  });

  it.each([
    ['PERMISSION_DENIED', 'forbidden', 'choose-folder'],
    ['NOT_FOUND', 'not-found', undefined],
    ['ALREADY_EXISTS', 'conflict', undefined],
    ['FAILED_PRECONDITION', 'conflict', 'retry'],
    ['INVALID_ARGUMENT', 'invalid', undefined],
    ['INTERNAL', 'remote', 'retry'],
    ['UNIMPLEMENTED', 'remote', 'retry'],
  ])('%s becomes %s', async (name, kind, fix) => {
    spoil('vpc.NetworkService/List', status(name, 'Not today.'));
    const error = await failure(list());
    expect({ kind: error.kind, fix: error.fix, code: error.code }).toEqual({
      kind,
      fix,
      code: name,
    });
    expect(error.message).toMatch(/^Cannot list the networks of folder “.+”: .+\.$/);
  });

  it('names the role and the folder when permission is denied', async () => {
    spoil('vpc.NetworkService/Create', status('PERMISSION_DENIED', 'Permission denied'));
    const folder = await client.folder(cloud.folderId, never);
    const request = { folderId: cloud.folderId, name: 'denied', description: '', labels: {} };
    const error = await failure(client.createNetwork(request, randomUUID(), never));
    expect(error.message).toBe(
      `Cannot create the network “denied” in folder “${folder.name}”: your account needs the role vpc.admin in folder “${folder.name}”. Ask an administrator for it, or choose another folder.`,
    );
  });

  it('repeats a call that was refused for the rate of calls', async () => {
    spoil('vpc.NetworkService/List', status('RESOURCE_EXHAUSTED', 'Too many requests'), 2);
    await expect(list()).resolves.toBeInstanceOf(Array);
  });

  it('does not repeat a call that was refused for a quota', async () => {
    const before = callsOf('NetworkService/List');
    spoil('vpc.NetworkService/List', status('RESOURCE_EXHAUSTED', 'Quota limit exceeded'), 4);
    const error = await failure(list());
    expect(error).toMatchObject({ kind: 'quota', fix: 'open-quotas' });
    expect(callsOf('NetworkService/List') - before).toBe(1);
  });

  it('repeats while the service is unavailable, and gives up in the end', async () => {
    spoil('vpc.NetworkService/List', status('UNAVAILABLE', 'Down'), 3);
    await expect(list()).resolves.toBeInstanceOf(Array);
    spoil('vpc.NetworkService/List', status('UNAVAILABLE', 'Down'), 4);
    expect(await failure(list())).toMatchObject({ kind: 'unreachable', fix: 'retry' });
  });

  it('says that the sign-in is over when a pasted token is refused', async () => {
    spoil('vpc.NetworkService/List', status('UNAUTHENTICATED', 'The token has expired'));
    expect(await failure(list())).toMatchObject({ kind: 'signed-out', fix: 'sign-in-cloud' });
  });
});

it('reads the quota out of the details of a real refusal', async () => {
  const labels = {};
  const create = (name: string): Promise<unknown> =>
    client.createNetwork(
      { folderId: cloud.folderId, name, description: '', labels },
      randomUUID(),
      never,
    );
  let error: AppError | undefined;
  for (let at = 0; at < 10 && error === undefined; at++) {
    error = await create(`fill-${at}`).then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof AppError ? thrown : undefined),
    );
  }
  expect(error).toMatchObject({ kind: 'quota', fix: 'open-quotas' });
  expect(error?.message).toContain('vpc.networks.count');
});

it('ends a call at its deadline when the server says nothing', async () => {
  const hasty = cloud.client({ deadlineMs: 1_000, retry: { ...onlyOnce } });
  await hasty.folder(cloud.folderId, never);
  spoil('vpc.NetworkService/List', { kind: 'hang' });
  expect(await failure(hasty.networks(cloud.folderId, never))).toMatchObject({
    kind: 'unreachable',
    code: 'DEADLINE_EXCEEDED',
  });
});

it('asks again after a deadline, when asking again is safe', async () => {
  const patient = cloud.client({ deadlineMs: 1_000 });
  await patient.folder(cloud.folderId, never);
  spoil('vpc.NetworkService/List', { kind: 'hang' });
  await expect(patient.networks(cloud.folderId, never)).resolves.toBeInstanceOf(Array);
});

it.each<[string, Fault]>([
  ['was cut before the work', { kind: 'reset' }],
  ['was cut after the work', { kind: 'lost-answer' }],
  ['was cut in the middle of the answer', { kind: 'truncate' }],
  ['came in small pieces', { kind: 'trickle', ms: 1 }],
  ['came late', { kind: 'delay', ms: 50 }],
])('gets its answer though the call %s', async (_, fault) => {
  spoil('vpc.NetworkService/List', fault);
  await expect(list()).resolves.toBeInstanceOf(Array);
});

it('says that an answer cannot be read when it is garbage', async () => {
  spoil('vpc.NetworkService/List', { kind: 'garbage' }, 4);
  const error = await failure(list());
  expect(error.kind).toBe('remote');
  expect(error.message).toMatch(/cannot be read/);
});

it('says that the cloud cannot be reached when every connection is cut', async () => {
  spoil('vpc.NetworkService/List', { kind: 'reset' }, 10);
  expect(await failure(list())).toMatchObject({ kind: 'unreachable', fix: 'retry' });
});

it('lets a cancel reach the server', async () => {
  spoil('vpc.NetworkService/List', { kind: 'hang' });
  const before = faults.taken;
  const cancel = new AbortController();
  const work = failure(client.networks(cloud.folderId, cancel.signal));
  await expect.poll(() => faults.taken).toBeGreaterThan(before);
  cancel.abort();
  expect(await work).toMatchObject({ kind: 'cancelled' });
  await expect.poll(() => cloud.server.calls.some((call) => call.cancelled)).toBe(true);
});

it('makes nothing twice when the answer to a creation is lost', async () => {
  const account = { folderId: cloud.folderId, name: 'once-only', description: '', labels: {} };
  spoil('iam.ServiceAccountService/Create', { kind: 'lost-answer' }, 2);
  const operation = await client.createServiceAccount(account, randomUUID(), never);
  const settled = await client.settle(operation.id, never);
  expect(settled.kind).toBe('done');
  const all = await client.serviceAccounts(cloud.folderId, never);
  expect(all.filter((one) => one.name === 'once-only').map((one) => one.id)).toEqual([
    operation.resourceId,
  ]);
});

it('refuses a server whose certificate nobody vouches for', async () => {
  const stranger = cloud.client({ ca: undefined, retry: onlyOnce });
  const error = await failure(stranger.clouds(never));
  expect(error.kind).toBe('unreachable');
  expect(error.message).toMatch(/certificate/);
});

const onlyOnce = {
  tries: 1,
  firstDelayMs: 1,
  maxDelayMs: 1,
  maxRetryAfterMs: 1,
  kinds: [],
} as const;
