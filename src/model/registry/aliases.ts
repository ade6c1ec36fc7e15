import * as z from 'zod';
import { parseVersion } from '../semver';

/**
 * GitLab's registry has no aliases that can be moved (MLflow's alias route knows each version by its own number alone), so
 * they stand in the description of the model: a list for people, and the same as data in a comment, which GitLab hides.
 * Every change is kept, newest last, so that the one before can be taken back.
 */
export interface AliasChange {
  readonly alias: string;
  /** The version that it names from then on; undefined: it was taken away. */
  readonly version: string | undefined;
  /** ms since 1970. */
  readonly at: number;
  /** User name. */
  readonly by: string;
}

export interface DescribedAliases {
  /** The description without the block. */
  readonly text: string;
  /** Oldest first. */
  readonly changes: readonly AliasChange[];
}

const begin = '<!-- mlops-aliases ';
const end = '<!-- /mlops-aliases -->';
/** So many changes of all aliases are kept; a description holds 10,000 characters. */
export const keptChanges = 30;
export const usualAliases = ['production', 'staging', 'candidate'] as const;

const change = z.object({
  alias: z.string().refine((alias) => aliasProblem(alias) === undefined),
  version: z.string().max(255).optional(),
  at: z.number().int().nonnegative(),
  by: z.string().max(255),
});
const block = z.object({ format: z.literal(1), changes: z.array(change).max(200) });

/** What is wrong with the name of an alias, or nothing. */
export function aliasProblem(alias: string): string | undefined {
  if (!/^[a-z][a-z0-9_-]{0,62}$/i.test(alias)) {
    return 'An alias begins with a letter and has at most 63 letters, digits, - and _.';
  }
  return parseVersion(alias) ? 'An alias cannot look like a version.' : undefined;
}

/** A block that was damaged by hand is left in the text, and counts as no aliases. */
export function readAliases(description: string): DescribedAliases {
  const from = description.indexOf(begin);
  const to = description.indexOf(end, from + begin.length);
  const close = description.indexOf(' -->', from + begin.length);
  const none = { text: description, changes: [] };
  if (from < 0 || to < 0 || close < 0 || close > to) return none;
  const parsed = block.safeParse(parseJson(description.slice(from + begin.length, close)));
  if (!parsed.success) return none;
  const before = description.slice(0, from).trimEnd();
  const after = description.slice(to + end.length).trimStart();
  return {
    text: [before, after].filter((part) => part !== '').join('\n\n'),
    changes: parsed.data.changes.map((one) => ({ ...one, version: one.version })),
  };
}

/** The description with the block at its end; the oldest changes go first when there are too many. */
export function writeAliases({ text, changes }: DescribedAliases): string {
  if (changes.length === 0) return text;
  const kept = forgetOldest(changes);
  // A comment ends at the first "-->" in it, so no ">" may stand in the data.
  const data = JSON.stringify({ format: 1, changes: kept }).replaceAll('>', '\\u003e');
  const lines = [...currentAliases(kept)].map(([alias, { version, at, by }]) => {
    const previous = previousVersion(kept, alias);
    const was = previous === undefined ? '' : `, before: ${previous}`;
    return `- \`${alias}\` → ${version} (since ${day(at)} by ${escapeName(by)}${was})`;
  });
  return [
    ...(text === '' ? [] : [text.trimEnd(), '']),
    `${begin}${data} -->`,
    '#### Aliases',
    '',
    ...(lines.length === 0 ? ['None at the moment.'] : lines),
    '',
    end,
  ].join('\n');
}

/** What each alias names now, by name. */
export function currentAliases(
  changes: readonly AliasChange[],
): ReadonlyMap<string, AliasChange & { readonly version: string }> {
  const last = new Map(changes.map((one) => [one.alias, one]));
  return new Map(
    [...last]
      .flatMap(([alias, one]) =>
        one.version === undefined ? [] : [[alias, { ...one, version: one.version }] as const],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function aliasesOf(changes: readonly AliasChange[], version: string): string[] {
  return [...currentAliases(changes)]
    .filter(([, one]) => one.version === version)
    .map(([alias]) => alias);
}

/** What the alias named before what it names now; where rolling back goes. */
export function previousVersion(
  changes: readonly AliasChange[],
  alias: string,
): string | undefined {
  const own = changes.filter((one) => one.alias === alias);
  const now = own.at(-1)?.version;
  return own.findLast((one) => one.version !== undefined && one.version !== now)?.version;
}

/** The newest changes, and for each alias in use what it names and what it named before. */
function forgetOldest(changes: readonly AliasChange[]): readonly AliasChange[] {
  if (changes.length <= keptChanges) return changes;
  const needed = new Set<AliasChange>(changes.slice(-keptChanges));
  for (const [alias, { version }] of currentAliases(changes)) {
    const own = changes.filter((one) => one.alias === alias);
    for (const one of [
      own.at(-1),
      own.findLast((each) => each.version !== undefined && each.version !== version),
    ])
      if (one) needed.add(one);
  }
  return changes.filter((one) => needed.has(one));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function escapeName(name: string): string {
  return name.replace(/[^\p{L}\p{N} ._-]/gu, '');
}
