import * as z from 'zod';
import { type ColumnLayout, emptyLayout } from '../model/columnLayout';
import { plural } from '../model/words';
import { type SavedView, savedViewSchema } from './savedViewSchema';

/** Where a repository keeps the views that its people share. */
export const viewFilePath = '.mlops/views.json';
/** Characters; what is larger is not read. */
export const maxViewFile = 256_000;
const maxViews = 200;
const ourVersion = 1;

const documentSchema = z.looseObject({
  version: z.number().int().min(1),
  views: z.array(z.unknown()).max(maxViews),
});

/** What the file says, with everything that this version does not understand, so that writing keeps it. */
export interface ViewFile {
  readonly document: Readonly<z.infer<typeof documentSchema>>;
  readonly views: readonly SavedView[];
  /** A sentence about views that cannot be read; undefined: all can. */
  readonly problem: string | undefined;
  /** A newer version wrote it: it is read as far as it can be, and left alone. */
  readonly newer: boolean;
}

export const emptyViewFile: ViewFile = {
  document: { version: ourVersion, views: [] },
  views: [],
  problem: undefined,
  newer: false,
};

/** @returns or a sentence that says why the file cannot be read as a whole */
export function parseViewFile(text: string): ViewFile | string {
  if (text.length > maxViewFile) return `is larger than ${maxViewFile / 1000} KB`;
  if (/^(?:<{7}|={7}|>{7})(?: |$)/m.test(text)) {
    return 'holds a merge that is not finished: choose what stays between its conflict marks';
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return `is not JSON (${error instanceof Error ? error.message : String(error)})`;
  }
  const parsed = documentSchema.safeParse(raw);
  if (!parsed.success) return `is not a list of views (${firstIssue(parsed.error)})`;
  const { document, views, unread } = readViews(parsed.data);
  return {
    document,
    views,
    problem:
      unread.length === 0
        ? undefined
        : `${plural(unread.length, 'view')} of it cannot be read: ${unread.slice(0, 3).join('; ')}`,
    newer: document.version > ourVersion,
  };
}

/** The text with a view put in or, by its id, replaced. Each view stands for itself, so that git merges them. */
export function withView(file: ViewFile, view: SavedView): string {
  const { views } = file.document;
  const at = views.findIndex((entry) => idOf(entry) === view.id);
  const old = views[at];
  const entry = { ...(typeof old === 'object' ? old : {}), ...plain(view) };
  return textOf(file, at < 0 ? [...views, entry] : views.with(at, entry));
}

export function withoutView(file: ViewFile, id: string): string {
  return textOf(
    file,
    file.document.views.filter((entry) => idOf(entry) !== id),
  );
}

function readViews(document: z.infer<typeof documentSchema>): {
  readonly document: z.infer<typeof documentSchema>;
  readonly views: readonly SavedView[];
  readonly unread: readonly string[];
} {
  const views = new Map<string, SavedView>();
  const unread: string[] = [];
  document.views.forEach((entry, index) => {
    const parsed = savedViewSchema.safeParse(entry);
    if (!parsed.success) unread.push(`number ${index + 1}: ${firstIssue(parsed.error)}`);
    else if (views.has(parsed.data.id)) unread.push(`number ${index + 1}: its id is there twice`);
    else views.set(parsed.data.id, parsed.data);
  });
  return { document, views: [...views.values()], unread };
}

/** Sorted by name, so that views of two branches seldom touch the same lines; what cannot be read stays, at the end. */
function textOf(file: ViewFile, views: readonly unknown[]): string {
  const named = views.filter((entry) => savedViewSchema.safeParse(entry).success);
  const others = views.filter((entry) => !named.includes(entry));
  named.sort((a, b) => compare(nameOf(a), nameOf(b)) || compare(idOf(a), idOf(b)));
  return `${JSON.stringify({ ...file.document, views: [...named, ...others] }, undefined, 2)}\n`;
}

/** Of the columns only what is not as it comes: that is what a reader of a change wants to see. */
function plain({ id, name, query, sort, columns }: SavedView): object {
  return { id, name, query, sort, columns: columns && arranged(columns) };
}

function arranged(columns: ColumnLayout): Partial<ColumnLayout> {
  const usual = Object.entries(emptyLayout).map(([key, value]) => [key, JSON.stringify(value)]);
  const known = new Map(usual as [string, string][]);
  return Object.fromEntries(
    Object.entries(columns).filter(([key, value]) => JSON.stringify(value) !== known.get(key)),
  );
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? [...issue.path.map(String), issue.message].join(': ') : error.message;
}

function idOf(entry: unknown): string {
  return textIn(entry, 'id');
}

function nameOf(entry: unknown): string {
  return textIn(entry, 'name');
}

function textIn(entry: unknown, key: 'id' | 'name'): string {
  const value: unknown =
    typeof entry === 'object' && entry !== null ? Reflect.get(entry, key) : undefined;
  return typeof value === 'string' ? value : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
