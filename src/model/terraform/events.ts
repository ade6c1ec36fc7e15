/** What a run of Terraform says of itself, line by line. Kinds that are not known here are left out. */
export type TerraformEvent =
  | { readonly kind: 'version'; readonly version: string; readonly ui: string }
  /** Something in words: waiting for a lock, an interrupt, what a provisioner prints. */
  | { readonly kind: 'log'; readonly text: string; readonly address?: string | undefined }
  | {
      readonly kind: 'planned' | 'drift';
      readonly address: string;
      readonly action: string;
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: 'summary';
      readonly operation: string;
      readonly add: number;
      readonly change: number;
      readonly remove: number;
      readonly imported: number;
    }
  | ({ readonly kind: 'diagnostic' } & Diagnostic)
  | { readonly kind: 'refresh'; readonly address: string; readonly done: boolean }
  | {
      readonly kind: 'apply';
      readonly state: 'start' | 'progress' | 'complete' | 'errored';
      readonly address: string;
      /** `create`, `update`, `delete`, `read`. */
      readonly action: string;
      readonly id?: string | undefined;
      /** Seconds since it began. */
      readonly seconds?: number | undefined;
    };

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  readonly address?: string | undefined;
  /** `main.tf:12`. */
  readonly place?: string | undefined;
}

/** One line: `main.tf:3: Unsupported block type. Blocks of type "provider" are not expected here.` */
export function diagnosticText({ summary, detail, place }: Diagnostic): string {
  const first = detail.split('\n\n')[0]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  const head = `${place === undefined ? '' : `${place}: `}${summary.replaceAll(/\s+/g, ' ')}`;
  if (first === '') return ended(head);
  return `${ended(head)} ${ended(first)}`;
}

function ended(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`;
}

/** Who holds a state, as Terraform tells it in its refusal. */
export interface StateLock {
  readonly id: string;
  readonly who: string;
  /** `apply`, `plan`. */
  readonly operation: string;
  /** ms since 1970; undefined: not said. */
  readonly since: number | undefined;
  readonly path: string;
}

/** Reads the lock from the words of a diagnostic; undefined when none is in them. */
export function lockIn(text: string): StateLock | undefined {
  const field = (name: string): string =>
    new RegExp(`^\\s*${name}:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const id = field('ID');
  if (id === '') return undefined;
  // `2026-11-28 08:08:24.145752506 +0000 UTC`, as Go prints it.
  const created = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)/.exec(field('Created'));
  const since = created ? Date.parse(`${created[1] ?? ''}T${created[2] ?? ''}Z`) : Number.NaN;
  return {
    id,
    who: field('Who'),
    operation: field('Operation')
      .replace(/^OperationType/, '')
      .toLowerCase(),
    since: Number.isNaN(since) ? undefined : since,
    path: field('Path'),
  };
}
