import { isRecord } from '../../base/record';
import { type AliasChange, aliasProblem, currentAliases, previousVersion } from './aliasChanges';

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

/** A block that was damaged by hand is left in the text, and counts as no aliases. */
export function readAliases(description: string): DescribedAliases {
  const from = description.indexOf(begin);
  const to = description.indexOf(end, from + begin.length);
  const close = description.indexOf(' -->', from + begin.length);
  const none = { text: description, changes: [] };
  if (from < 0 || to < 0 || close < 0 || close > to) return none;
  const changes = parseChanges(description.slice(from + begin.length, close));
  if (!changes) return none;
  const before = description.slice(0, from).trimEnd();
  const after = description.slice(to + end.length).trimStart();
  return {
    text: [before, after].filter((part) => part !== '').join('\n\n'),
    changes,
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

/** By hand, since trees read it: the schema library would be loaded with the first of them. */
function parseChanges(text: string): AliasChange[] | undefined {
  const data = parseJson(text);
  if (!isRecord(data) || data['format'] !== 1 || !Array.isArray(data['changes'])) return undefined;
  const changes = data['changes'].map(parseChange);
  return changes.every((one) => one !== undefined) ? changes : undefined;
}

function parseChange(data: unknown): AliasChange | undefined {
  if (!isRecord(data)) return undefined;
  const { alias, version, at, by } = data;
  if (typeof alias !== 'string' || aliasProblem(alias) !== undefined) return undefined;
  if (version !== undefined && typeof version !== 'string') return undefined;
  if (typeof at !== 'number' || !isTime(at) || typeof by !== 'string') return undefined;
  return { alias, version, at, by };
}

/** What a date can hold. */
function isTime(at: number): boolean {
  return at >= 0 && at <= 8.64e15;
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
