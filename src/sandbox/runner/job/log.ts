import { type Masking } from './masking';

const encoder = new TextEncoder();

/** A job's log: masked, in gitlab-runner's colours and sections, kept whole so that any part can be sent again. */
export class JobLog {
  readonly #masking: Masking;
  readonly #now: () => number;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(masking: Masking, now: () => number = Date.now) {
    this.#masking = masking;
    this.#now = now;
  }

  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array): void {
    this.#append(this.#masking.write(bytes));
  }

  line(text: string): void {
    this.write(encoder.encode(`${text}\n`));
  }

  /** A green line: what is being done. */
  step(text: string): void {
    this.line(`\u001b[32;1m${text}\u001b[0;m`);
  }

  warning(text: string): void {
    this.line(`\u001b[0;33mWARNING: ${text}\u001b[0;m`);
  }

  error(text: string): void {
    this.line(`\u001b[31;1mERROR: ${text}\u001b[0;m`);
  }

  async section<T>(name: string, title: string, work: () => Promise<T>): Promise<T> {
    const seconds = (): number => Math.floor(this.#now() / 1_000);
    this.line(
      `section_start:${seconds()}:${name}\r\u001b[0K\u001b[0K\u001b[36;1m${title}\u001b[0;m\u001b[0;m`,
    );
    try {
      return await work();
    } finally {
      this.write(encoder.encode(`section_end:${seconds()}:${name}\r\u001b[0K`));
    }
  }

  end(): void {
    this.#append(this.#masking.end());
  }

  from(offset: number, limit: number): Buffer {
    const whole = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    if (whole === undefined) return Buffer.alloc(0);
    this.#chunks = [whole];
    return whole.subarray(offset, offset + limit);
  }

  #append(bytes: Buffer): void {
    if (bytes.byteLength === 0) return;
    this.#chunks.push(bytes);
    this.#size += bytes.byteLength;
  }
}
