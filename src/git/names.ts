import { AppError } from '../base/errors';

/** The rules of `git check-ref-format --branch`, so that a bad name is told before anything is run. */
export function checkedBranch(name: string): string {
  const bad =
    name === '' ||
    name === 'HEAD' ||
    name.startsWith('-') ||
    Array.from(name).some((letter) => letter <= ' ' || letter === '\u007f') ||
    /[~^:?*[\\]|\.\.|@\{|^\/|\/$|\/\/|\.$|^@$/.test(name) ||
    name.split('/').some((part) => part.startsWith('.') || part.endsWith('.lock'));
  if (bad) throw invalid(`"${name}" is not a name that git allows for a branch.`);
  return name;
}

/** A branch, tag, commit id or expression such as `HEAD~1`; never an option. */
export function checkedRevision(revision: string): string {
  if (revision === '' || revision.startsWith('-') || revision.includes('\0')) {
    throw invalid(`"${revision}" is not a commit.`);
  }
  return revision;
}

/** A name such as `origin`. */
export function checkedRemote(name: string): string {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) throw invalid(`"${name}" is not a name for a remote.`);
  return name;
}

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
