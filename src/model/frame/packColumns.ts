import { type FrameColumn, type NumberColumn } from './columns';
import { packAlike, PackedColumn, type PackedTexts } from './packedTexts';

/** A column on its way to a page. */
export type SentColumn =
  | NumberColumn
  | {
      readonly kind: 'packed';
      readonly rows?: Uint32Array | undefined;
      readonly codes: Uint32Array;
      readonly texts: PackedTexts;
    };

export type Numbers = Uint8Array | Uint32Array | Float64Array;

/** Arrays above this many bytes travel in buffers of their own. */
const ownFrom = 64 * 1024;
/**
 * Small arrays share buffers: one buffer each would be thousands for thousands of columns. Each is twice as large as
 * the one before: a page that keeps few columns keeps little else.
 */
const firstShared = 16 * 1024;
const largestShared = 1024 * 1024;

export function packColumns<R>(
  entries: readonly (readonly [R, FrameColumn])[],
  packer = new Packer(),
): (readonly [R, SentColumn])[] {
  return entries.map(([ref, column]) => [ref, packed(column, packer)]);
}

export function unpackColumn(sent: SentColumn): FrameColumn {
  return sent.kind === 'number' ? sent : new PackedColumn(sent.rows, sent.codes, sent.texts);
}

function packed(column: FrameColumn, packer: Packer): SentColumn {
  const rows = column.rows && packer.pack(column.rows);
  if (column.kind === 'number') return { kind: 'number', rows, values: packer.pack(column.values) };
  const texts = column instanceof PackedColumn ? column.packed : packAlike(column.dictionary);
  return { kind: 'packed', rows, codes: packer.pack(column.codes), texts: packer.texts(texts) };
}

/**
 * Puts the arrays of one message into buffers that hold nothing else. The editor sends the whole buffer behind a view,
 * so a view into a large file would send the file; and it compares all buffers of a message with each other, so they
 * must be few.
 */
export class Packer {
  #buffer = new ArrayBuffer(0);
  #used = 0;
  #next = firstShared;
  /** Columns share arrays of rows, and metrics without a history their values. */
  readonly #known = new Map<Numbers, Numbers>();

  pack<T extends Numbers>(array: T): T {
    const known = this.#known.get(array);
    if (known) return known as T;
    const own = array.byteLength > ownFrom ? ownBuffer(array) : this.#shared(array);
    this.#known.set(array, own);
    return own as T;
  }

  texts({ bytes, ends, ...rest }: PackedTexts): PackedTexts {
    return { ...rest, bytes: this.pack(bytes), ends: this.pack(ends) };
  }

  #shared(array: Numbers): Numbers {
    if (this.#used + array.byteLength > this.#buffer.byteLength) {
      this.#buffer = new ArrayBuffer(Math.max(this.#next, array.byteLength));
      this.#next = Math.min(2 * this.#next, largestShared);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used = Math.ceil((at + array.byteLength) / 8) * 8;
    const copy = viewOf(array, this.#buffer, at);
    copy.set(array);
    return copy;
  }
}

function viewOf(like: Numbers, buffer: ArrayBuffer, at: number): Numbers {
  if (like instanceof Uint8Array) return new Uint8Array(buffer, at, like.length);
  return like instanceof Uint32Array
    ? new Uint32Array(buffer, at, like.length)
    : new Float64Array(buffer, at, like.length);
}

function ownBuffer<T extends Numbers>(array: T): T {
  return array.byteLength === array.buffer.byteLength ? array : (array.slice() as T);
}
