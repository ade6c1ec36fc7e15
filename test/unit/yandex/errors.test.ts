import { Metadata, status } from '@grpc/grpc-js';
import { Status } from '@yandex-cloud/nodejs-sdk/google/rpc/status';
import { QuotaFailure } from '@yandex-cloud/nodejs-sdk/proto/quota/quota';
import protobuf from 'protobufjs/minimal';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { classify, type Purpose } from '../../../src/yandex/errors';
import { conflictingOperation } from '../../../src/yandex/operations';

const purpose: Purpose = {
  doing: 'create the network “net”',
  role: 'vpc.admin',
  where: 'folder “ml”',
};

interface Packed {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

function refusal(code: status, message: string, details: Packed[] = []): AppError {
  const metadata = new Metadata();
  metadata.set('x-request-id', 'r-1');
  if (details.length > 0) {
    const packed = details.map((detail) => ({
      typeUrl: detail.typeUrl,
      value: Buffer.from(detail.value),
    }));
    const bytes = Status.encode(Status.fromPartial({ code, message, details: packed })).finish();
    metadata.set('grpc-status-details-bin', Buffer.from(bytes));
  }
  const error = Object.assign(new Error(`${code}: ${message}`), {
    code,
    details: message,
    metadata,
  });
  const classified = classify(error, purpose, never);
  if (!(classified instanceof AppError)) throw new Error('not classified');
  return classified;
}

function google(type: string, write: (writer: protobuf.Writer) => protobuf.Writer): Packed {
  return {
    typeUrl: `type.googleapis.com/google.rpc.${type}`,
    value: write(protobuf.Writer.create()).finish(),
  };
}

describe('the details of a refusal', () => {
  it('name the quota, in both messages that are in use', () => {
    const plain = google('QuotaFailure', (w) =>
      w
        .uint32(10)
        .fork()
        .uint32(10)
        .string('vpc.networks.count')
        .uint32(18)
        .string('Limit is 2')
        .ldelim(),
    );
    expect(refusal(status.RESOURCE_EXHAUSTED, 'No', [plain])).toMatchObject({
      kind: 'quota',
      message:
        'Cannot create the network “net”: a quota is used up (vpc.networks.count: Limit is 2). Free something or ask for a higher quota.',
    });
    const value = QuotaFailure.encode(
      QuotaFailure.fromPartial({
        violations: [{ metric: { name: 'vpc.networks.count', limit: 2, usage: 2 }, required: 3 }],
      }),
    ).finish();
    const own = { typeUrl: 'type.googleapis.com/yandex.cloud.quota.QuotaFailure', value };
    expect(refusal(status.RESOURCE_EXHAUSTED, 'No', [own]).message).toContain(
      'vpc.networks.count (limit 2)',
    );
  });

  it('name the field that is wrong', () => {
    const field = google('BadRequest', (w) =>
      w.uint32(10).fork().uint32(10).string('name').uint32(18).string('Too long.').ldelim(),
    );
    expect(refusal(status.INVALID_ARGUMENT, 'Bad request', [field]).message).toBe(
      'Cannot create the network “net”: name: Too long.',
    );
  });

  it('say when to come back, and which request it was', () => {
    const later = google('RetryInfo', (w) =>
      w.uint32(10).fork().uint32(8).int64(2).uint32(16).int32(500_000_000).ldelim(),
    );
    const request = google('RequestInfo', (w) => w.uint32(10).string('r-2'));
    const error = refusal(status.RESOURCE_EXHAUSTED, 'Slow down', [later, request]);
    expect(error).toMatchObject({ kind: 'rate-limited', retryAfterMs: 2500 });
    expect(error.detail).toBe('RESOURCE_EXHAUSTED · Slow down · x-request-id r-1, request r-2');
  });

  it('are left out when they are broken', () => {
    const broken = {
      typeUrl: 'type.googleapis.com/google.rpc.BadRequest',
      value: Buffer.from([0x0a, 0xff]),
    };
    expect(refusal(status.INVALID_ARGUMENT, 'Bad request.', [broken]).message).toBe(
      'Cannot create the network “net”: Bad request.',
    );
  });
});

it.each<[status, string, string]>([
  [status.UNAVAILABLE, 'Name resolution failed for target dns:api.nowhere', 'unreachable'],
  [status.INTERNAL, 'Received RST_STREAM with code 2 (Internal server error)', 'unreachable'],
  [status.CANCELLED, 'Call cancelled', 'unreachable'],
  [status.INTERNAL, 'Internal error', 'remote'],
  [status.ABORTED, 'Try again', 'conflict'],
  [status.OUT_OF_RANGE, 'Too far', 'invalid'],
  [status.DATA_LOSS, 'Lost', 'remote'],
  [status.UNKNOWN, '', 'remote'],
])('%s “%s” is %s', (code, message, kind) => {
  const error = refusal(code, message);
  expect(error.kind).toBe(kind);
  expect(error.message).toMatch(/^Cannot create the network “net”: .+[^.]\.$/);
});

it('keeps tokens out of words and details', () => {
  const token = `t1.9euelZq.${'a'.repeat(86)}`;
  const error = refusal(status.UNAUTHENTICATED, `The token ${token} is invalid`);
  expect(`${error.message} ${error.detail ?? ''}`).not.toContain('9euelZq');
});

it('leaves what is not of the wire alone, so that a bug stays a bug', () => {
  const bug = new TypeError('x is undefined');
  expect(classify(bug, purpose, never)).toBe(bug);
});

it.each([
  ['Conflicting operation d9pabc123 detected', 'd9pabc123'],
  ['conflicting operation "fhm7" detected', 'fhm7'],
  ['Network is not empty', undefined],
])('reads the operation out of “%s”', (message, id) => {
  expect(conflictingOperation(refusal(status.FAILED_PRECONDITION, message))).toBe(id);
});
