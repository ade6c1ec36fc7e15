/**
 * A write that a validation, a constraint or a rule refuses, in the words of the real server.
 * `kind` says who refused: GitLab's two APIs answer differently for them.
 */
export class Refused extends Error {
  readonly kind: 'validation' | 'constraint' | 'rule' | 'argument';
  readonly details: readonly string[];

  constructor(kind: Refused['kind'], details: readonly string[]) {
    const text = details.join(', ');
    super(kind === 'validation' ? `Validation failed: ${text}` : text);
    this.kind = kind;
    this.details = details;
  }
}

export function invalidRecord(...details: string[]): Refused {
  return new Refused('validation', details);
}

/** Refused below the validations: what the database says. */
export function constraint(detail: string): Refused {
  return new Refused('constraint', [detail]);
}

export function againstRule(...details: string[]): Refused {
  return new Refused('rule', details);
}

/** Throws when a text is longer than a column takes. */
export function checkLength(attribute: string, text: string, maximum: number): void {
  if (characters(text) > maximum) {
    throw invalidRecord(`${attribute} is too long (maximum is ${maximum} characters)`);
  }
}

export function checkPresence(attribute: string, text: string): void {
  if (text.trim() === '') throw invalidRecord(`${attribute} can't be blank`);
}

/** Characters as a database counts them, not UTF-16 units. */
export function characters(text: string): number {
  return Array.from(text).length;
}
