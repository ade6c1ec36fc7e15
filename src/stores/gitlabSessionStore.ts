import { type Disposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { type GitLab } from '../model/ports/gitlab';
import { type Project } from '../model/project';
import { type Memory, textFrom } from './memory';

/** Opens a client for a server with the credential that is kept for it. */
export type OpenGitLab = (url: string) => Promise<GitLab>;

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
  #client: Promise<GitLab> | undefined;
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

  async choose(project: Project | undefined): Promise<void> {
    await this.#memory.set('gitlab.project', project?.path);
    this.#project = project && { path: project.path, value: project };
    this.#changed.fire();
  }

  /** The client of the signed-in server; one per sign-in. */
  client(): Promise<GitLab> {
    const session = this.current;
    if (!session) return Promise.reject(signedOut());
    this.#client ??= this.#open(session.url).catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  /** The chosen project, read once. */
  async project(signal: AbortSignal): Promise<Project> {
    const path = this.current?.projectPath;
    if (path === undefined) throw this.current ? noProject() : signedOut();
    if (this.#project?.path === path) return this.#project.value;
    const value = await (await this.client()).projects.get(path, signal);
    this.#project = { path, value };
    return value;
  }

  #reset(): void {
    const old = this.#client;
    this.#client = undefined;
    this.#project = undefined;
    void old?.then(
      (client) => client.dispose(),
      () => undefined,
    );
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
    void this.#client?.then(
      (client) => client.dispose(),
      () => undefined,
    );
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
