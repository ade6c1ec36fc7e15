import { AppError } from '../base/errors';

/** One word for a POSIX shell, whatever it holds. */
export function quote(word: string): string {
  return `'${word.replace(/'/g, `'\\''`)}'`;
}

/** Reads a file's content from stdin; the file appears whole or not at all, never wider than `mode`. */
export function uploadCommand(path: string, mode: number): string {
  if (path === '' || path.includes('\0')) {
    throw new AppError('invalid', `"${path}" is not a path.`);
  }
  const script = [
    'set -e',
    'umask 077',
    'mkdir -p -- "$(dirname -- "$1")"',
    'temporary="$1.$$.tmp"',
    'trap \'rm -f -- "$temporary"\' EXIT',
    'cat > "$temporary"',
    'chmod "$2" -- "$temporary"',
    'mv -f -- "$temporary" "$1"',
  ].join('\n');
  return `sh -c ${quote(script)} sh ${quote(path)} ${mode.toString(8)}`;
}
