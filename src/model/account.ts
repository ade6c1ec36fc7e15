import { isRecord } from '../base/record';

/** A sign-in that is kept, without its secrets. */
export interface Account {
  /** Unique among those of one kind; names the server too. */
  readonly id: string;
  /** Unique as well, for people. */
  readonly label: string;
  /** The server it was given for: an endpoint of the cloud, or the address of a GitLab. */
  readonly place: string;
  /** When it was given, ms since 1970. */
  readonly since: number;
  /** Of a token that somebody pasted, which nobody can renew. */
  readonly pasted?: boolean;
}

/** The list as it lies in the vault; what is odd in it is left out. */
export function parseAccounts(text: string): Account[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return Array.isArray(value) ? value.flatMap((one) => parseAccount(one) ?? []) : [];
}

export function parseAccount(value: unknown): Account | undefined {
  if (!isRecord(value)) return undefined;
  const { id, label, place, since, pasted } = value;
  if (typeof id !== 'string' || typeof label !== 'string') return undefined;
  if (typeof place !== 'string' || typeof since !== 'number') return undefined;
  return { id, label, place, since, ...(pasted === true ? { pasted } : {}) };
}

/** @param url as `parseServerAddress` answers it */
export function gitlabAccountId(url: string, username: string): string {
  return `${url} ${username}`;
}
