import { type Repository } from './repository';

/** One changed file, as GitLab shows it. */
export interface FileDiff {
  readonly diff: string;
  readonly new_path: string;
  readonly old_path: string;
  readonly a_mode: string;
  readonly b_mode: string;
  readonly new_file: boolean;
  readonly renamed_file: boolean;
  readonly deleted_file: boolean;
  readonly generated_file: boolean;
  readonly collapsed: boolean;
  readonly too_large: boolean;
}

/** The well-known object of an empty tree. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const hugePatch = 200_000;

/** What leads from one commit to another; from nothing when `from` is undefined. */
export async function diffs(
  repository: Repository,
  from: string | undefined,
  to: string,
): Promise<FileDiff[]> {
  const range = [from ?? emptyTree, to];
  const raw = await repository.git(['diff', '--raw', '-z', '-M', '--no-abbrev', ...range, '--']);
  const patch = await repository.git([
    'diff',
    '-p',
    '-M',
    '--no-color',
    '--no-ext-diff',
    ...range,
    '--',
  ]);
  const patches = patch.split(/^(?=diff --git )/m).filter((part) => part !== '');
  return readRaw(raw).map((change, at) => {
    const diff = hunks(patches[at] ?? '');
    const tooLarge = diff.length > hugePatch;
    return {
      diff: tooLarge ? '' : diff,
      new_path: change.newPath,
      old_path: change.oldPath,
      a_mode: change.oldMode,
      b_mode: change.newMode,
      new_file: change.status === 'A',
      renamed_file: change.status.startsWith('R'),
      deleted_file: change.status === 'D',
      generated_file: false,
      collapsed: false,
      too_large: tooLarge,
    };
  });
}

interface RawChange {
  readonly status: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldPath: string;
  readonly newPath: string;
}

function readRaw(raw: string): RawChange[] {
  const parts = raw.split('\0');
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < parts.length;) {
    const [oldMode = '', newMode = '', , , status = ''] = (parts[at] ?? '').slice(1).split(' ');
    const oldPath = parts[at + 1] ?? '';
    const renamed = /^[RC]/.test(status);
    const newPath = renamed ? (parts[at + 2] ?? '') : oldPath;
    changes.push({ status, oldMode, newMode, oldPath, newPath });
    at += renamed ? 3 : 2;
  }
  return changes;
}

/** Lines from the first `@@`; a note for binary files; nothing for a mere rename. */
function hunks(patch: string): string {
  const start = patch.search(/^(@@|Binary files )/m);
  return start < 0 ? '' : patch.slice(start);
}
