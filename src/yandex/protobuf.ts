/** One field of a message as it came over the wire: a number, or the bytes of a text or an inner message. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/**
 * Reads a message without its description, for what the SDK has no types of: google.rpc's error details and
 * the id in an operation's metadata. Answers what could be read; broken bytes end the reading.
 */
export function readFields(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint | undefined => {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
    return undefined;
  };
  const take = (length: number): Uint8Array | undefined => {
    if (at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === undefined) break;
    const value = readValue(Number(tag & 7n), varint, take);
    if (value === undefined) break;
    fields.push({ number: Number(tag >> 3n), value });
  }
  return fields;
}

export function textField(fields: readonly WireField[], number: number): string | undefined {
  const bytes = bytesFields(fields, number)[0];
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

export function numberField(fields: readonly WireField[], number: number): number | undefined {
  const found = fields.find((field) => field.number === number)?.value;
  return typeof found === 'bigint' ? Number(BigInt.asIntN(64, found)) : undefined;
}

export function bytesFields(fields: readonly WireField[], number: number): Uint8Array[] {
  return fields.flatMap((field) =>
    field.number === number && typeof field.value !== 'bigint' ? [field.value] : [],
  );
}

function readValue(
  type: number,
  varint: () => bigint | undefined,
  take: (length: number) => Uint8Array | undefined,
): bigint | Uint8Array | undefined {
  switch (type) {
    case 0:
      return varint();
    case 1:
      return take(8);
    case 2: {
      const length = varint();
      return length === undefined || length > 0xffff_ffffn ? undefined : take(Number(length));
    }
    case 5:
      return take(4);
    default:
      return undefined;
  }
}
