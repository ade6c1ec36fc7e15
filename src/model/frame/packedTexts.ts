import { type TextColumn } from './columns';

/**
 * Texts one after the other as UTF-8. They travel and lie in files without being made; half a character, which no
 * server keeps, becomes a replacement character.
 */
export interface PackedTexts {
  readonly bytes: Uint8Array;
  /** Where each text ends, in UTF-16 units of the whole. */
  readonly ends: Uint32Array;
  /** What every text begins with; it is not among the bytes. */
  readonly prefix?: string;
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

/** Says once what all texts begin with: of ids and addresses that is most of them. */
export function packAlike(texts: readonly string[]): PackedTexts {
  const length = commonLength(texts);
  if (length === 0) return packTexts(texts);
  const prefix = texts[0]?.slice(0, length) ?? '';
  return { ...packTexts(texts.map((text) => text.slice(length))), prefix };
}

export function unpackTexts({ bytes, ends, prefix = '' }: PackedTexts): string[] {
  const whole = decoder.decode(bytes);
  let start = 0;
  return Array.from(ends, (end) => {
    const text = prefix + whole.slice(start, end);
    start = end;
    return text;
  });
}

/** Never between the two halves of a character. */
function commonLength(texts: readonly string[]): number {
  const [first = ''] = texts;
  let length = first.length;
  for (const text of texts) {
    let same = 0;
    while (same < length && text.charCodeAt(same) === first.charCodeAt(same)) same++;
    length = same;
    if (length === 0) return 0;
  }
  const last = first.charCodeAt(length - 1);
  return last >= 0xd800 && last < 0xdc00 ? length - 1 : length;
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
