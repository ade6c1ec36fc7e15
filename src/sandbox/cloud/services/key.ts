import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { type Key, Key_Algorithm } from '@yandex-cloud/nodejs-sdk/iam-v1/key';
import { DeleteKeyMetadata, KeyServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/key_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack, packEmpty } from '../pack';
import { type KeyRow } from '../rows';
import { checkDescription } from '../rules/names';
import { page } from '../rules/paging';
import { type Call, implement, type Method } from '../wire/implement';
import { notFound } from '../wire/status';
import { findById, newId, removeRow } from '../world';
import { findFor } from './shared';

const newKeyPair = promisify(generateKeyPair);

/** Authorized keys of service accounts. A caller that is one itself may leave its id out. */
export function keyService(context: CloudContext): Method[] {
  const { access, clock, operations, world } = context;
  const { keys, serviceAccounts } = world.tables;

  const deleting = operations.register({
    kind: 'iam.key.delete',
    args: z.object({ id: z.string() }),
    undoMs: 0,
    finish({ id }) {
      const row = findById(keys, id);
      if (row) removeRow(keys, row);
      world.changed();
      return packEmpty();
    },
    undo: () => undefined,
  });

  function account(call: Call, id: string, verb: string) {
    const subject = access.authenticate(call);
    const wanted = id === '' ? subject.id : id;
    return findFor(context, call, serviceAccounts, 'Service account', wanted, `iam.keys.${verb}`)
      .row;
  }

  function find(call: Call, id: string, verb: string): KeyRow {
    access.authenticate(call);
    const row = findById(keys, id);
    if (!row) throw notFound('Key', id);
    account(call, row.serviceAccountId, verb);
    return row;
  }

  return implement(KeyServiceService, {
    get: (request, call) => presentKey(find(call, request.keyId, 'get')),

    list(request, call) {
      const owner = account(call, request.serviceAccountId, 'list');
      const own = keys.filter((row) => row.serviceAccountId === owner.id);
      const { items, nextPageToken } = page(own, request);
      return { keys: items.map(presentKey), nextPageToken };
    },

    async create(request, call) {
      const owner = account(call, request.serviceAccountId, 'create');
      checkDescription(request.description);
      const large = request.keyAlgorithm === Key_Algorithm.RSA_4096;
      const pair = await newKeyPair('rsa', {
        modulusLength: large ? 4096 : 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
      const row: KeyRow = {
        id: newId('aje'),
        serviceAccountId: owner.id,
        createdAt: clock.now(),
        description: request.description,
        algorithm: large ? Key_Algorithm.RSA_4096 : Key_Algorithm.RSA_2048,
        publicKey: pair.publicKey,
      };
      keys.push(row);
      world.changed();
      // The service puts this line before the PEM; readers have to live with it.
      const head = `PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <${row.id}>\n`;
      return { key: presentKey(row), privateKey: head + pair.privateKey };
    },

    delete(request, call) {
      const row = find(call, request.keyId, 'delete');
      const owner = account(call, row.serviceAccountId, 'delete');
      return operations.run(call, access.authenticate(call), () => ({
        work: deleting,
        args: { id: row.id },
        description: 'Delete key',
        folderId: owner.folderId,
        resourceId: row.id,
        ms: 1_000,
        metadata: pack('yandex.cloud.iam.v1.DeleteKeyMetadata', DeleteKeyMetadata, {
          keyId: row.id,
        }),
      }));
    },
  });
}

function presentKey(row: KeyRow): Key {
  return {
    id: row.id,
    userAccountId: undefined,
    serviceAccountId: row.serviceAccountId,
    createdAt: new Date(row.createdAt),
    description: row.description,
    keyAlgorithm: row.algorithm,
    publicKey: row.publicKey,
    ...(row.lastUsedAt === undefined ? {} : { lastUsedAt: new Date(row.lastUsedAt) }),
  };
}
