import { AppError, type ErrorKind, type Fix } from '../base/errors';
import { redact } from '../base/secret';

interface Rule {
  readonly when: RegExp;
  readonly kind: ErrorKind;
  /** What stopped it and what to do; `$1` is the pattern's first group. */
  readonly because: string;
  readonly fix?: Fix;
}

/** Tried in order: the precise ones first. Texts are git's own (LC_ALL=C), curl's, OpenSSH's and GitLab's. */
const rules: readonly Rule[] = [
  {
    when: /\(non-fast-forward\)|\(fetch first\)|Updates were rejected because/,
    kind: 'conflict',
    because: 'the branch on the server has commits that are not here. Fetch and merge them first.',
  },
  {
    when: /not allowed to (?:force )?push code to (?:a )?protected branch/i,
    kind: 'forbidden',
    because: 'the branch is protected. Push to a branch of your own and open a merge request.',
  },
  {
    when: /GitLab: ([^\n]+)/,
    kind: 'forbidden',
    because: 'GitLab refused it: $1',
  },
  {
    when: /pre-receive hook declined|hook declined/,
    kind: 'forbidden',
    because: "the server's rules refused it. The log has the server's own words.",
    fix: 'open-log',
  },
  {
    when: /SSL certificate problem|server certificate verification failed|unable to get local issuer|SSL: no alternative certificate/i,
    kind: 'unreachable',
    because:
      "the server's certificate is not trusted here. Name the certificate authority in the settings.",
    fix: 'open-settings',
  },
  {
    when: /error setting certificate (?:verify locations|file)/i,
    kind: 'invalid',
    because: 'the file with the certificate authority cannot be read. Check the settings.',
    fix: 'open-settings',
  },
  {
    when: /Authentication failed for|HTTP Basic: Access denied|could not read (?:Username|Password)|returned error: 401|terminal prompts disabled/i,
    kind: 'signed-out',
    because: 'GitLab did not accept the sign-in. Sign in again.',
    fix: 'sign-in-gitlab',
  },
  {
    when: /Permission denied \(publickey/,
    kind: 'signed-out',
    because: 'the server knows none of your SSH keys. Add the key to your GitLab account.',
  },
  {
    when: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    kind: 'forbidden',
    because: "the server's host key is not the known one.",
  },
  {
    when: /returned error: 403|You are not allowed to (?:push|upload|download|pull)/i,
    kind: 'forbidden',
    because: 'your account may not do this in the project. The role Developer is needed to push.',
  },
  {
    when: /returned error: 429/,
    kind: 'rate-limited',
    because: 'the server asks for fewer requests. Try again in a minute.',
    fix: 'retry',
  },
  {
    when: /returned error: 404|repository '.*' not found|project you were looking for could not be found|does not appear to be a git repository/i,
    kind: 'not-found',
    because: 'there is no such repository, or your account may not see it.',
  },
  {
    when: /Could not resolve (?:host|proxy|hostname)/i,
    kind: 'unreachable',
    because: "the server's name is not known. Check the address and the network.",
    fix: 'retry',
  },
  {
    when: /Failed to connect|Connection refused|Connection (?:timed out|reset)|Operation timed out|Network is unreachable|No route to host|early EOF|unexpected disconnect|hung up unexpectedly|Empty reply from server|returned error: 5\d\d|RPC failed|transfer closed|Recv failure|bad line length|invalid server response|not valid: is this a git repository|expected flush|unable to access '|git-http-push failed|DAV locking/i,
    kind: 'unreachable',
    because: 'the server did not answer as it should. Check the network and try again.',
    fix: 'retry',
  },
  {
    when: /detected dubious ownership in repository at '([^']+)'/,
    kind: 'forbidden',
    because: '"$1" belongs to another user. Trust it with git\'s setting "safe.directory".',
  },
  {
    when: /not a git repository|must be run in a work tree/,
    kind: 'not-found',
    because: 'the folder is not a git repository.',
  },
  {
    when: /index\.lock': File exists|Another git process seems to be running|cannot lock ref/,
    kind: 'conflict',
    because: 'another git process is at work in this repository. Try again when it has finished.',
    fix: 'retry',
  },
  {
    when: /local changes to the following files would be overwritten|untracked working tree files would be overwritten/,
    kind: 'conflict',
    because: 'uncommitted changes are in the way. Commit or stash them first.',
  },
  {
    when: /(?:a branch named|branch) '([^']+)' already exists/i,
    kind: 'conflict',
    because: 'there already is a branch "$1".',
  },
  {
    when: /No such remote '([^']+)'/i,
    kind: 'not-found',
    because: 'the repository has no remote "$1".',
  },
  {
    when: /remote (\S+) already exists/,
    kind: 'conflict',
    because: 'there already is a remote "$1".',
  },
  {
    when: /destination path '([^']+)' already exists and is not an empty directory/,
    kind: 'conflict',
    because: 'the folder "$1" is not empty. Choose another one.',
  },
  {
    when: /nothing (?:added )?to commit|no changes added to commit/,
    kind: 'invalid',
    because: 'nothing has changed since the last commit.',
  },
  {
    when: /needs merge|unmerged files|Committing is not possible because you have unmerged/,
    kind: 'conflict',
    because: 'a merge is not finished. Resolve the conflicts first.',
  },
  {
    when: /No space left on device|Disk quota exceeded/i,
    kind: 'invalid',
    because: 'the disk is full.',
  },
  {
    when: /unknown revision|bad revision|Needed a single revision|bad object|invalid reference|not a valid object name|pathspec '([^']+)' did not match|src refspec \S+ does not match/i,
    kind: 'not-found',
    because: 'the branch, commit or file does not exist here.',
  },
];

/** What a failed git command means. @param doing the start of the sentence: `Cannot push "main"`. */
export function classify(doing: string, output: string, exitCode: number): AppError {
  const words = redact(output);
  for (const rule of rules) {
    const match = rule.when.exec(words);
    if (!match) continue;
    const because = rule.because.replace('$1', () => (match[1] ?? '').trim());
    return new AppError(rule.kind, `${doing}: ${because}`, { fix: rule.fix, detail: words });
  }
  const last = words
    .split('\n')
    .filter((line) => /^(fatal|error):/.test(line))
    .pop();
  const because = last?.replace(/^(fatal|error):\s*/, '') ?? `git ended with code ${exitCode}.`;
  return new AppError('remote', `${doing}: ${because}`, { fix: 'open-log', detail: words });
}
