import { type TextColumn } from './columns';

/**
 * Texts one after the other as UTF-8. They travel and lie in files without being made; half a character, which no
 * server keeps, becomes a replacement character.
 */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  /** Where each text ends, in UTF-16 units of the whole. */
  readonly ends: Uint32Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  texts.forEach((text, index) => {
    end += text.length;
    ends[index] = end;
  });
  return { bytes: encoder.encode(texts.join('')), ends };
}

export function unpackTexts({ bytes, ends }: PackedTexts): string[] {
  const whole = decoder.decode(bytes);
  let start = 0;
  return Array.from(ends, (end) => {
    const text = whole.slice(start, end);
    start = end;
    return text;
  });
}

/** Its texts are made when somebody looks at them: there may be millions in a file. */
export class PackedColumn implements TextColumn {
  readonly kind = 'text';
  #dictionary: readonly string[] | undefined;

  constructor(
    readonly rows: Uint32Array | undefined,
    readonly codes: Uint32Array,
    readonly packed: PackedTexts,
  ) {}

  /** The texts are made once more when somebody looks. */
  get textBytes(): number {
    return 2 * (this.packed.bytes.byteLength + this.packed.ends.byteLength);
  }

  get dictionary(): readonly string[] {
    return (this.#dictionary ??= unpackTexts(this.packed));
  }
}
