import { type Memory } from './memory';

/** What somebody began to set up in a GitLab. */
export interface SetUpIntent {
  readonly kind: 'import' | 'push' | 'existing';
  /** Of the project; the path of one that was there before. */
  readonly name: string;
  /** Where an import comes from. */
  readonly url: string | undefined;
}

/** Written down before the first call, so that a window that died or failed in the middle is gone on with. */
export class SetUpIntents {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  of(gitlabUrl: string): SetUpIntent | undefined {
    // By hand: the schema library would be loaded with the editor.
    const known = this.#memory.get(key(gitlabUrl));
    if (!Array.isArray(known)) return undefined;
    const [kind, name, url] = known as readonly unknown[];
    if (kind !== 'import' && kind !== 'push' && kind !== 'existing') return undefined;
    if (typeof name !== 'string') return undefined;
    return { kind, name, url: typeof url === 'string' ? url : undefined };
  }

  async begin(gitlabUrl: string, { kind, name, url }: SetUpIntent): Promise<void> {
    await this.#memory.set(key(gitlabUrl), [kind, name, ...(url === undefined ? [] : [url])]);
  }

  async end(gitlabUrl: string): Promise<void> {
    await this.#memory.set(key(gitlabUrl), undefined);
  }
}

function key(gitlabUrl: string): string {
  return `setUp ${gitlabUrl}`;
}
