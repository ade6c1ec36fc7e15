import { mkdir } from 'node:fs/promises';
import { gitText, runGit } from './run';

export const zeros = '0'.repeat(40);

export interface GitCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authoredAt: string;
  readonly committerName: string;
  readonly committerEmail: string;
  readonly committedAt: string;
  readonly message: string;
}

export interface BranchRef {
  readonly name: string;
  readonly sha: string;
}

/** One bare repository, read through git itself. */
export class Repository {
  constructor(readonly path: string) {}

  static async create(path: string, defaultBranch: string): Promise<Repository> {
    await mkdir(path, { recursive: true });
    await runGit(['init', '--quiet', '--bare', path]);
    const repository = new Repository(path);
    await repository.setHead(defaultBranch);
    return repository;
  }

  git(args: readonly string[], input?: string | Uint8Array): Promise<string> {
    return gitText(args, { cwd: this.path, input });
  }

  async setHead(branch: string): Promise<void> {
    await this.git(['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  }

  /** The commit behind a branch, tag or SHA; undefined when there is none. Never read as an option. */
  async resolve(revision: string): Promise<string | undefined> {
    if (revision === '' || revision.startsWith('-') || /[\s:\0]/.test(revision)) return undefined;
    const candidates = [`refs/heads/${revision}`, `refs/tags/${revision}`, revision];
    for (const candidate of candidates) {
      const { code, stdout } = await runGit(
        ['rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`],
        { cwd: this.path, allow: [1, 128] },
      );
      if (code === 0) return stdout.toString('utf8').trim();
    }
    return undefined;
  }

  async branch(name: string): Promise<BranchRef | undefined> {
    return (await this.branches()).find((branch) => branch.name === name);
  }

  async branches(): Promise<BranchRef[]> {
    const text = await this.git([
      'for-each-ref',
      '--format=%(objectname) %(refname:lstrip=2)',
      'refs/heads/',
    ]);
    return lines(text).map((line) => ({ sha: line.slice(0, 40), name: line.slice(41) }));
  }

  /** Every ref and its object, for comparing before and after. */
  async refs(): Promise<Map<string, string>> {
    const text = await this.git(['for-each-ref', '--format=%(objectname) %(refname)']);
    return new Map(lines(text).map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  async commits(args: readonly string[]): Promise<GitCommit[]> {
    const format = ['%H', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x1f');
    const text = await this.git(['log', '-z', `--format=${format}`, ...args]);
    return text
      .split('\0')
      .filter((entry) => entry !== '')
      .map(parseCommit);
  }

  async commit(revision: string): Promise<GitCommit | undefined> {
    const sha = await this.resolve(revision);
    return sha === undefined ? undefined : (await this.commits(['-1', sha]))[0];
  }

  /** True when `ancestor` is reachable from `commit`. */
  async isAncestor(ancestor: string, commit: string): Promise<boolean> {
    const { code } = await runGit(['merge-base', '--is-ancestor', ancestor, commit], {
      cwd: this.path,
      allow: [1],
    });
    return code === 0;
  }

  async mergeBase(a: string, b: string): Promise<string | undefined> {
    const { stdout } = await runGit(['merge-base', a, b], { cwd: this.path, allow: [1] });
    return stdout.toString('utf8').trim() || undefined;
  }

  /** Moves a ref only when it still is where it was. False: somebody was faster. */
  async moveRef(ref: string, to: string, from: string): Promise<boolean> {
    const { code } = await runGit(['update-ref', ref, to, from], {
      cwd: this.path,
      allow: [1, 128],
    });
    return code === 0;
  }

  async deleteRef(ref: string, from: string): Promise<boolean> {
    const { code } = await runGit(['update-ref', '-d', ref, from], {
      cwd: this.path,
      allow: [1, 128],
    });
    return code === 0;
  }
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function parseCommit(entry: string): GitCommit {
  const [sha, parents, authorName, authorEmail, authoredAt, committerName, ...rest] =
    entry.split('\u001f');
  const [committerEmail, committedAt, ...message] = rest;
  return {
    sha: (sha ?? '').trim(),
    parents: (parents ?? '').split(' ').filter((parent) => parent !== ''),
    authorName: authorName ?? '',
    authorEmail: authorEmail ?? '',
    authoredAt: authoredAt ?? '',
    committerName: committerName ?? '',
    committerEmail: committerEmail ?? '',
    committedAt: committedAt ?? '',
    message: message.join('\u001f').replace(/\n+$/, '\n'),
  };
}
