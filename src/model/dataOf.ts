import { type Run, tagOf } from './run';

/** What a run says of the data that it was trained on. */
export interface RunData {
  /** An address, a path, or a name such as `v2`. */
  readonly source: string | undefined;
  readonly digest: string | undefined;
}

const sourceTags = ['data.url', 'data.source', 'data.path', 'dataset', 'data'];
const digestTags = ['data.digest', 'mlflow.data.digest'];

export function dataOf(run: Pick<Run, 'tags'>): RunData {
  const first = (names: readonly string[]): string | undefined =>
    names
      .map((name) => tagOf(run, name)?.trim())
      .find((value) => value !== undefined && value !== '');
  return { source: first(sourceTags), digest: first(digestTags) };
}

/** A page on the web, without a password that may stand in it; undefined for anything else. */
export function webAddress(text: string): string | undefined {
  if (!/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}

/** A path as it would stand in the repository; undefined for what is none, or leads out of it. */
export function repositoryPath(text: string): string | undefined {
  const path = text.replace(/^\.\//, '').replace(/\/+$/, '');
  const parts = path.split('/');
  const isPath = path !== '' && path.length <= 1_000 && !/[:\\\p{Cc}]/u.test(path);
  return isPath && parts.every((part) => part !== '' && part !== '.' && part !== '..')
    ? path
    : undefined;
}
