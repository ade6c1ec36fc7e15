import { crc32 } from 'node:zlib';

/**
 * A file of ours: 8 bytes of magic with the version of the format, length of the header, checksum of all that follows,
 * then the header as JSON, then sections of bytes that begin at multiples of 8.
 */
const prefix = 24;

/** Place of a section in the file, in bytes from the end of the header. */
export type Section = readonly [offset: number, length: number];

export class SectionWriter {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  add(bytes: ArrayBufferView): Section {
    const at = this.#length;
    const chunk = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#chunks.push(chunk, new Uint8Array(padded(chunk.length) - chunk.length));
    this.#length += padded(chunk.length);
    return [at, chunk.length];
  }

  addJson(value: unknown): Section {
    return this.add(new TextEncoder().encode(JSON.stringify(value)));
  }

  /** @param magic 8 characters; the last ones say the version */
  finish(magic: string, header: unknown): Uint8Array[] {
    const text = new TextEncoder().encode(JSON.stringify(header));
    // The checksum of nothing would begin again at 0.
    const body = [text, new Uint8Array(padded(text.length) - text.length), ...this.#chunks].filter(
      (chunk) => chunk.length > 0,
    );
    const head = new Uint8Array(prefix);
    head.set(new TextEncoder().encode(magic));
    const numbers = new DataView(head.buffer);
    numbers.setUint32(8, text.length, true);
    numbers.setUint32(
      12,
      body.reduce((sum, chunk) => crc32(chunk, sum), 0),
      true,
    );
    numbers.setUint32(16, padded(text.length) + this.#length, true);
    return [head, ...body];
  }
}

/** Reads what `SectionWriter` wrote; `open` answers undefined for anything else. */
export class SectionReader {
  readonly #buffer: ArrayBuffer;
  readonly #start: number;

  private constructor(
    buffer: ArrayBuffer,
    start: number,
    readonly header: unknown,
  ) {
    this.#buffer = buffer;
    this.#start = start;
  }

  static open(buffer: ArrayBuffer, magic: string): SectionReader | undefined {
    if (buffer.byteLength < prefix) return undefined;
    const numbers = new DataView(buffer);
    const found = new TextDecoder('latin1').decode(new Uint8Array(buffer, 0, 8));
    const [header, sum, length] = [8, 12, 16].map((at) => numbers.getUint32(at, true));
    if (header === undefined || found !== magic || length !== buffer.byteLength - prefix) {
      return undefined;
    }
    if (crc32(new Uint8Array(buffer, prefix)) !== sum || header > length) return undefined;
    const text = new TextDecoder().decode(new Uint8Array(buffer, prefix, header));
    try {
      return new SectionReader(buffer, prefix + padded(header), JSON.parse(text) as unknown);
    } catch {
      return undefined;
    }
  }

  bytes([offset, length]: Section): Uint8Array {
    return new Uint8Array(this.#buffer, this.#start + offset, length);
  }

  uint32([offset, length]: Section): Uint32Array {
    return new Uint32Array(this.#buffer, this.#start + offset, length / 4);
  }

  float64([offset, length]: Section): Float64Array {
    return new Float64Array(this.#buffer, this.#start + offset, length / 8);
  }

  json(section: Section): unknown {
    return JSON.parse(new TextDecoder().decode(this.bytes(section)));
  }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}
