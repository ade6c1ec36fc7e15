import { type FrameColumn } from './columns';

type Entry<R> = readonly [R, FrameColumn];
type Numbers = Uint32Array | Float64Array;

/** Arrays above this many bytes travel in buffers of their own. */
const ownFrom = 64 * 1024;
/** Small arrays share buffers of this size: one buffer each would be thousands for thousands of columns. */
const sharedSize = 1024 * 1024;

/**
 * The same columns over buffers that hold nothing else. The editor sends the whole buffer behind a view, so a view into
 * a large file would send the file; and it compares all buffers of a message with each other, so they must be few.
 */
export function packColumns<R>(entries: readonly Entry<R>[]): Entry<R>[] {
  const packer = new Packer();
  return entries.map(([ref, column]): Entry<R> => {
    const rows = column.rows && packer.pack(column.rows);
    if (column.kind === 'number') {
      return [ref, { kind: 'number', rows, values: packer.pack(column.values) }];
    }
    const { codes, dictionary } = column;
    return [ref, { kind: 'text', rows, codes: packer.pack(codes), dictionary }];
  });
}

class Packer {
  #buffer = new ArrayBuffer(0);
  #used = 0;
  /** Columns share arrays of rows, and metrics without a history their values. */
  readonly #known = new Map<Numbers, Numbers>();

  pack<T extends Numbers>(array: T): T {
    const known = this.#known.get(array);
    if (known) return known as T;
    const packed = array.byteLength >= ownFrom ? ownBuffer(array) : this.#shared(array);
    this.#known.set(array, packed);
    return packed as T;
  }

  #shared(array: Numbers): Numbers {
    if (this.#used + array.byteLength > this.#buffer.byteLength) {
      this.#buffer = new ArrayBuffer(sharedSize);
      this.#used = 0;
    }
    const at = this.#used;
    this.#used = Math.ceil((at + array.byteLength) / 8) * 8;
    const copy =
      array instanceof Uint32Array
        ? new Uint32Array(this.#buffer, at, array.length)
        : new Float64Array(this.#buffer, at, array.length);
    copy.set(array);
    return copy;
  }
}

function ownBuffer<T extends Numbers>(array: T): T {
  return array.byteLength === array.buffer.byteLength ? array : (array.slice() as T);
}
