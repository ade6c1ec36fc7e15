import { gunzipSync, inflateSync } from 'node:zlib';
import { CloudError } from './status';

/** One message as gRPC puts it on the wire: a flag, four bytes of length, the message. */
export function frame(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

const limit = 4 * 1024 * 1024;

/** The one message of a unary request. @throws CloudError for anything else */
export function unframe(body: Buffer, encoding: string): Buffer {
  if (body.length < 5) throw new CloudError('INTERNAL', 'The request has no message.');
  const length = body.readUInt32BE(1);
  const message = body.subarray(5);
  if (length > limit) {
    throw new CloudError('RESOURCE_EXHAUSTED', `Received message larger than max (${length})`);
  }
  if (message.length !== length) {
    throw new CloudError('INTERNAL', 'The request is not exactly one message.');
  }
  if (body[0] === 0) return message;
  switch (encoding) {
    case 'gzip':
      return gunzipSync(message, { maxOutputLength: limit });
    case 'deflate':
      return inflateSync(message, { maxOutputLength: limit });
    default:
      throw new CloudError('UNIMPLEMENTED', `Message encoding "${encoding}" is not supported.`);
  }
}

const units: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** The header `grpc-timeout` in ms; undefined when there is none or it cannot be read. */
export function parseTimeout(header: string | undefined): number | undefined {
  const match = /^(\d{1,8})([HMSmun])$/.exec(header ?? '');
  if (!match) return undefined;
  return Number(match[1]) * (units[match[2] ?? ''] ?? Number.NaN);
}

/** Percent-encodes what a `grpc-message` may not carry as it is. */
export function encodeMessage(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (byte) =>
    byte >= 0x20 && byte <= 0x7e && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}
