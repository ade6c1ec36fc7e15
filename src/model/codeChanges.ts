/** One file that differs between two commits. */
export interface CodeChange {
  readonly kind: 'added' | 'deleted' | 'renamed' | 'modified';
  readonly oldPath: string;
  readonly newPath: string;
  /** Lines; undefined for binary files and where nobody counted. */
  readonly added: number | undefined;
  readonly removed: number | undefined;
}

export interface CodeStats {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

export function codeStats(changes: readonly CodeChange[]): CodeStats {
  return {
    files: changes.length,
    added: changes.reduce((sum, change) => sum + (change.added ?? 0), 0),
    removed: changes.reduce((sum, change) => sum + (change.removed ?? 0), 0),
  };
}

/** Lines that a unified diff adds and removes. */
export function countLines(diff: string): { added: number; removed: number } {
  let [added, removed] = [0, 0];
  let inHunk = false;
  for (const line of diff.split('\n')) {
    if (line.startsWith('@@')) inHunk = true;
    else if (inHunk && line.startsWith('+')) added++;
    else if (inHunk && line.startsWith('-')) removed++;
  }
  return { added, removed };
}
