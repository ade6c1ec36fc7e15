const shown = '[MASKED]';

/**
 * Takes secrets out of a stream of bytes, also where one is cut in two between pieces: what may be the
 * beginning of a secret is kept back until more is known.
 */
export class Masking {
  readonly #secrets: readonly string[];
  readonly #prefixes: RegExp | undefined;
  readonly #openPrefix: RegExp | undefined;
  #kept = '';

  /** @param prefixes of tokens; whatever follows one is hidden too */
  constructor(secrets: readonly string[], prefixes: readonly string[]) {
    this.#secrets = [...new Set(secrets.filter((secret) => secret !== ''))]
      .map((secret) => Buffer.from(secret, 'utf8').toString('latin1'))
      .sort((a, b) => b.length - a.length);
    const names = prefixes.filter((prefix) => prefix !== '').map(escape);
    if (names.length > 0) {
      this.#prefixes = new RegExp(`(${names.join('|')})[\\w.=-]+`, 'g');
      this.#openPrefix = new RegExp(`(?:${names.join('|')})[\\w.=-]*$`);
    }
  }

  write(bytes: Uint8Array): Buffer {
    const text = this.#hide(this.#kept + Buffer.from(bytes).toString('latin1'));
    const keep = this.#tail(text);
    this.#kept = text.slice(text.length - keep);
    return Buffer.from(this.#hidePrefixes(text.slice(0, text.length - keep)), 'latin1');
  }

  /** What was kept back; nothing more comes. */
  end(): Buffer {
    const rest = this.#hidePrefixes(this.#kept);
    this.#kept = '';
    return Buffer.from(rest, 'latin1');
  }

  #hide(text: string): string {
    return this.#secrets.reduce((result, secret) => result.replaceAll(secret, shown), text);
  }

  #hidePrefixes(text: string): string {
    return this.#prefixes ? text.replace(this.#prefixes, `$1${shown}`) : text;
  }

  /** Length of the end that may go on to become a secret. */
  #tail(text: string): number {
    let longest = this.#openPrefix?.exec(text)?.[0].length ?? 0;
    for (const secret of this.#secrets) {
      for (let length = Math.min(secret.length - 1, text.length); length > longest; length--) {
        if (text.endsWith(secret.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
}
