import { Empty } from '@yandex-cloud/nodejs-sdk/google/protobuf/empty';
import { type PackedRow } from './rows';

/** How the SDK encodes a kind of message. */
export interface Codec<T> {
  encode(message: T): { finish(): Uint8Array };
}

/** @param type full name without the URL, `yandex.cloud.vpc.v1.Network` */
export function pack<T>(type: string, codec: Codec<T>, message: T): PackedRow {
  return {
    typeUrl: `type.googleapis.com/${type}`,
    value: Buffer.from(codec.encode(message).finish()).toString('base64'),
  };
}

export function packEmpty(): PackedRow {
  return pack('google.protobuf.Empty', Empty, {});
}

export function unpackRow(row: PackedRow): { typeUrl: string; value: Buffer } {
  return { typeUrl: row.typeUrl, value: Buffer.from(row.value, 'base64') };
}
