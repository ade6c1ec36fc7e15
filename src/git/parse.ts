export interface Branch {
  readonly name: string;
  readonly commit: string;
  readonly current: boolean;
  readonly upstream: string | undefined;
  readonly ahead: number;
  readonly behind: number;
  /** The upstream was set, but is gone. */
  readonly upstreamGone: boolean;
}

export type ChangeKind =
  | 'added'
  | 'modified'
  | 'deleted'
  | 'renamed'
  | 'copied'
  | 'type-changed'
  | 'unmerged'
  | 'untracked';

export interface StatusEntry {
  readonly path: string;
  readonly from?: string | undefined;
  readonly staged: ChangeKind | undefined;
  readonly unstaged: ChangeKind | undefined;
}

export interface RepositoryStatus {
  /** Undefined while detached. */
  readonly branch: string | undefined;
  /** Undefined before the first commit. */
  readonly commit: string | undefined;
  readonly upstream: string | undefined;
  readonly ahead: number;
  readonly behind: number;
  readonly entries: readonly StatusEntry[];
}

export interface FileChange {
  readonly kind: ChangeKind;
  readonly path: string;
  readonly from?: string | undefined;
}

export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly email: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly subject: string;
  readonly body: string;
}

export const branchFormat =
  '%(refname:short)%00%(objectname)%00%(HEAD)%00%(upstream:short)%00%(upstream:track,nobracket)';

export function parseBranches(text: string): Branch[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', commit = '', head, upstream = '', track = ''] = line.split('\0');
      return {
        name,
        commit,
        current: head === '*',
        upstream: upstream === '' ? undefined : upstream,
        ahead: countIn(track, /ahead (\d+)/),
        behind: countIn(track, /behind (\d+)/),
        upstreamGone: track === 'gone',
      };
    });
}

/** Reads `git status --porcelain=v2 --branch -z`. */
export function parseStatus(text: string): RepositoryStatus {
  const fields = text.split('\0');
  const head = new Map<string, string>();
  const entries: StatusEntry[] = [];
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] ?? '';
    const header = /^# branch\.(\S+) (.*)$/s.exec(field);
    if (header) {
      head.set(header[1] ?? '', header[2] ?? '');
      continue;
    }
    const entry = parseEntry(field, fields[index + 1]);
    if (!entry) continue;
    entries.push(entry);
    // A rename is two fields: where it is and where it was.
    if (field.startsWith('2 ')) index++;
  }
  const branch = head.get('head');
  const commit = head.get('oid');
  const distance = /^\+(\d+) -(\d+)$/.exec(head.get('ab') ?? '');
  return {
    branch: branch === '(detached)' ? undefined : branch,
    commit: commit === '(initial)' ? undefined : commit,
    upstream: head.get('upstream'),
    ahead: Number(distance?.[1] ?? 0),
    behind: Number(distance?.[2] ?? 0),
    entries,
  };
}

function parseEntry(field: string, next: string | undefined): StatusEntry | undefined {
  const kind = field.charAt(0);
  if (kind === '?') return { path: field.slice(2), staged: undefined, unstaged: 'untracked' };
  const before = { '1': 8, '2': 9, u: 10 }[kind];
  if (before === undefined) return undefined;
  const path = afterSpaces(field, before);
  if (kind === 'u') return { path, staged: 'unmerged', unstaged: 'unmerged' };
  const entry = { path, staged: changeOf(field.charAt(2)), unstaged: changeOf(field.charAt(3)) };
  return kind === '2' ? { ...entry, from: next } : entry;
}

/** Reads `git diff --name-status -z`. */
export function parseChanges(text: string): FileChange[] {
  const fields = text.split('\0');
  const changes: FileChange[] = [];
  for (let index = 0; index + 1 < fields.length;) {
    const letter = (fields[index] ?? '').charAt(0);
    const kind = changeOf(letter);
    const first = fields[index + 1] ?? '';
    if (letter === 'R' || letter === 'C') {
      if (kind) changes.push({ kind, path: fields[index + 2] ?? '', from: first });
      index += 3;
    } else {
      if (kind) changes.push({ kind, path: first });
      index += 2;
    }
  }
  return changes;
}

/** Lines added and removed per new path; undefined for binary files. */
export function parseCounts(
  text: string,
): Map<string, { added: number | undefined; removed: number | undefined }> {
  const fields = text.split('\0');
  const counts = new Map<string, { added: number | undefined; removed: number | undefined }>();
  for (let index = 0; index < fields.length; index++) {
    const match = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(fields[index] ?? '');
    if (!match) continue;
    const [, added = '-', removed = '-', path = ''] = match;
    // A renamed file has its two names in fields of their own.
    const name = path === '' ? (fields[index + 2] ?? '') : path;
    if (path === '') index += 2;
    counts.set(name, { added: lines(added), removed: lines(removed) });
  }
  return counts;
}

function lines(text: string): number | undefined {
  return text === '-' ? undefined : Number(text);
}

export const logFormat = '%H%x00%P%x00%an%x00%ae%x00%at%x00%s%x00%b%x00%x1e';

export function parseLog(text: string): Commit[] {
  return text
    .split('\0\x1e')
    .map((record) => record.replace(/^\n/, ''))
    .filter((record) => record !== '')
    .map((record) => {
      const [id = '', parents = '', author = '', email = '', at = '', subject = '', body = ''] =
        record.split('\0');
      return {
        id,
        parents: parents === '' ? [] : parents.split(' '),
        author,
        email,
        at: Number(at) * 1000,
        subject,
        body: body.trimEnd(),
      };
    });
}

export interface ProgressLine {
  readonly text: string;
  /** 0 to 100. */
  readonly percent: number | undefined;
}

/** `Receiving objects:  42% (21/50), 1.2 MiB` and whatever else git or the server say on stderr. */
export function parseProgress(line: string): ProgressLine {
  const text = line.replace(/^remote: /, '').trim();
  const percent = /^[A-Z][A-Za-z ]+:\s+(\d{1,3})% \(/.exec(text);
  return { text, percent: percent ? Number(percent[1]) : undefined };
}

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

export function parseVersion(text: string): Version | undefined {
  const match = /git version ((\d+)\.(\d+)\S*)/.exec(text);
  if (!match) return undefined;
  return { major: Number(match[2]), minor: Number(match[3]), text: match[1] ?? '' };
}

function changeOf(letter: string): ChangeKind | undefined {
  const kinds: Partial<Record<string, ChangeKind>> = {
    A: 'added',
    M: 'modified',
    D: 'deleted',
    R: 'renamed',
    C: 'copied',
    T: 'type-changed',
    U: 'unmerged',
  };
  return kinds[letter];
}

/** The rest of a line after so many space-separated fields; the rest may hold spaces itself. */
function afterSpaces(line: string, count: number): string {
  let at = 0;
  for (let found = 0; found < count; found++) at = line.indexOf(' ', at) + 1;
  return line.slice(at);
}

function countIn(text: string, pattern: RegExp): number {
  return Number(pattern.exec(text)?.[1] ?? 0);
}
