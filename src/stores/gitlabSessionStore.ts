import { type Disposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { type Secret } from '../base/secret';
import { type GitLab } from '../model/ports/gitlab';
import { type OpenAccount } from '../model/ports/gitlabAccount';
import { type Project } from '../model/project';
import { gitlabAccountId } from '../model/account';
import { type Memory, textFrom } from './memory';

/** Opens a client for a server with the credential that is kept for that account. */
export type OpenGitLab = (url: string, username: string) => Promise<OpenAccount>;

export interface GitLabSession {
  readonly url: string;
  readonly username: string;
  readonly projectPath: string | undefined;
}

/** Which GitLab, as whom, and which project: the one truth for everything that talks to GitLab. */
export class GitLabSessionStore implements Disposable {
  readonly #memory: Memory;
  readonly #open: OpenGitLab;
  readonly #changed = new Emitter<void>();
  #account: Promise<OpenAccount> | undefined;
  #project: { path: string; value: Project } | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memory: Memory, open: OpenGitLab) {
    this.#memory = memory;
    this.#open = open;
  }

  get current(): GitLabSession | undefined {
    const url = textFrom(this.#memory, 'gitlab.url');
    const username = textFrom(this.#memory, 'gitlab.username');
    if (url === undefined || username === undefined) return undefined;
    return { url, username, projectPath: textFrom(this.#memory, 'gitlab.project') };
  }

  /** Changes with everything that makes what was read from GitLab another's: server, account, project. */
  get place(): string {
    const { current } = this;
    return current ? `${current.url} ${current.username} ${current.projectPath ?? ''}` : '';
  }

  /** Call when a credential for `url` is kept and was seen to work. */
  async signedIn(url: string, username: string): Promise<void> {
    const same = this.current?.url === url;
    await this.#memory.set('gitlab.url', url);
    await this.#memory.set('gitlab.username', username);
    if (!same) await this.#memory.set('gitlab.project', undefined);
    this.#reset();
  }

  async signedOut(): Promise<void> {
    for (const key of ['gitlab.url', 'gitlab.username', 'gitlab.project']) {
      await this.#memory.set(key, undefined);
    }
    this.#reset();
  }

  /** Call when accounts were removed, here or in another window: who has lost theirs is signed out. */
  async lookForAccount(accounts: {
    list(): Promise<readonly { readonly id: string }[]>;
  }): Promise<void> {
    const { current } = this;
    if (!current) return;
    const own = gitlabAccountId(current.url, current.username);
    if ((await accounts.list()).some(({ id }) => id === own)) return;
    if (this.current?.url === current.url && this.current.username === current.username) {
      await this.signedOut();
    }
  }

  async choose(project: Project | undefined): Promise<void> {
    await this.#memory.set('gitlab.project', project?.path);
    this.#project = project && { path: project.path, value: project };
    this.#changed.fire();
  }

  /** The client of the signed-in server; one per sign-in. */
  async client(): Promise<GitLab> {
    return (await this.#opened()).gitlab;
  }

  /** For git, which speaks to the server itself. */
  async token(signal: AbortSignal): Promise<Secret> {
    return (await this.#opened()).token(signal);
  }

  /** The chosen project, read once. */
  async project(signal: AbortSignal): Promise<Project> {
    const path = this.current?.projectPath;
    if (path === undefined) throw this.current ? noProject() : signedOut();
    if (this.#project?.path === path) return this.#project.value;
    const opened = this.#opened();
    const value = await (await opened).gitlab.projects.get(path, signal);
    // Meanwhile somebody may have signed in elsewhere, where the path names another project.
    if (this.#account === opened) this.#project = { path, value };
    return value;
  }

  #opened(): Promise<OpenAccount> {
    const session = this.current;
    if (!session) return Promise.reject(signedOut());
    this.#account ??= this.#open(session.url, session.username).catch((error: unknown) => {
      this.#account = undefined;
      throw error;
    });
    return this.#account;
  }

  #close(): void {
    void this.#account?.then(
      (account) => account.gitlab.dispose(),
      () => undefined,
    );
    this.#account = undefined;
    this.#project = undefined;
  }

  #reset(): void {
    this.#close();
    this.#changed.fire();
  }

  dispose(): void {
    this.#close();
    this.#changed.dispose();
  }
}

function signedOut(): AppError {
  return new AppError('signed-out', 'You are not signed in to GitLab.', { fix: 'sign-in-gitlab' });
}

function noProject(): AppError {
  return new AppError('not-found', 'No GitLab project is chosen for this workspace.', {
    fix: 'choose-project',
  });
}
