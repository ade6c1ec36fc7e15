import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { Key_Algorithm } from '@yandex-cloud/nodejs-sdk/iam-v1/key';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { type Fault } from '../../../src/sandbox/faults';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';

const create = 'iam.IamTokenService/Create';

describe('getting a token on a bad day', () => {
  let cloud: SimulatedCloud;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  beforeAll(async () => {
    cloud = await simulatedCloud();
    const { tables } = cloud.server.world;
    tables.serviceAccounts.push({
      id: 'ajerobot000000000000',
      folderId: cloud.folderId,
      createdAt: Date.now(),
      name: 'robot',
      description: '',
      labels: {},
    });
    tables.keys.push({
      id: 'ajekey00000000000000',
      serviceAccountId: 'ajerobot000000000000',
      createdAt: Date.now(),
      description: '',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      algorithm: Key_Algorithm.RSA_2048,
    });
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
  });

  const client = () =>
    cloud.client({
      deadlineMs: 1_500,
      credentials: {
        kind: 'authorized-key',
        key: {
          id: 'ajekey00000000000000',
          serviceAccountId: 'ajerobot000000000000',
          privateKey: new Secret(pem),
        },
      },
    });
  const spoil = (fault: Fault, times: number): void => {
    cloud.server.faults.clear();
    cloud.server.faults.add({ service: 'cloud', match: create, fault, times });
  };
  const status = (name: string): Fault => ({ kind: 'status', status: name, message: 'Not today.' });

  it.each<[string, Fault]>([
    ['a deadline', { kind: 'hang' }],
    ['a reset', { kind: 'reset' }],
    ['a lost answer', { kind: 'lost-answer' }],
    ['half an answer', { kind: 'truncate' }],
    ['a late answer', { kind: 'delay', ms: 30 }],
    ['a trickle', { kind: 'trickle', ms: 1 }],
    ['a service that was away', status('UNAVAILABLE')],
    ['too many requests', status('RESOURCE_EXHAUSTED')],
  ])('gets it after %s', async (_, fault) => {
    spoil(fault, 1);
    await client().clouds(never);
    cloud.server.faults.clear();
  });

  it.each<[string, Fault, string]>([
    ['a deadline', { kind: 'hang' }, 'unreachable'],
    ['a reset', { kind: 'reset' }, 'unreachable'],
    ['garbage', { kind: 'garbage' }, 'remote'],
    ['UNAUTHENTICATED', status('UNAUTHENTICATED'), 'signed-out'],
    ['PERMISSION_DENIED', status('PERMISSION_DENIED'), 'forbidden'],
    ['NOT_FOUND', status('NOT_FOUND'), 'not-found'],
    ['ABORTED', status('ABORTED'), 'conflict'],
    ['RESOURCE_EXHAUSTED', status('RESOURCE_EXHAUSTED'), 'rate-limited'],
    ['INTERNAL', status('INTERNAL'), 'remote'],
    ['UNAVAILABLE', status('UNAVAILABLE'), 'unreachable'],
  ])('says what stopped it when it stays: %s', async (_, fault, kind) => {
    spoil(fault, 99);
    const error = await client()
      .clouds(never)
      .catch((thrown: unknown) => thrown);
    cloud.server.faults.clear();
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).kind).toBe(kind);
    expect((error as AppError).message).toMatch(/^Cannot sign in with the authorized key: .+\.$/);
    expect(inspect(error, { depth: 9 })).not.toContain('PRIVATE KEY');
  });

  it.each<[string, RequestListener]>([
    ['knows no account', (_request, response) => response.writeHead(404).end()],
    ['fails', (_request, response) => response.writeHead(500).end('oops')],
    ['hangs up', (request) => request.socket.destroy()],
    ['talks nonsense', (_request, response) => response.end('{"access_token":')],
    ['leaves out the token', (_request, response) => response.end('{"expires_in":3600}')],
  ])('says that this machine gives none when its metadata service %s', async (_, answer) => {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `http://127.0.0.1:${port}`;
      const lost = cloud.client({ credentials: { kind: 'metadata', url } });
      await expect(lost.clouds(never)).rejects.toMatchObject({
        kind: 'signed-out',
        message: expect.stringContaining('Cannot get a token from this machine') as string,
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
