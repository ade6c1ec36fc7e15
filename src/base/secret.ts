const shown = '[secret]';

/** A value that must not be seen: prints as `[secret]` everywhere. `.reveal()` belongs in adapters only. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown;
  }
}

const patterns: readonly RegExp[] = [
  /t1\.[A-Za-z0-9_-]+={0,2}\.[A-Za-z0-9_-]{86}={0,2}/g,
  /y[0-3]_[A-Za-z0-9_-]{20,}/g,
  /gl(?:pat|rt|oas|cbt|dt)-[A-Za-z0-9_.-]{10,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /(?<=Bearer )[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
];

/** Takes anything that looks like a token, a key or a password in a URL out of a text. */
export function redact(text: string): string {
  return patterns.reduce((result, pattern) => result.replace(pattern, shown), text);
}
