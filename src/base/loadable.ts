import { type AppError } from './errors';

/** What is known of something that is fetched; a failed refresh keeps what was known. Times are ms since 1970. */
export type Loadable<T> =
  | { readonly kind: 'loading'; readonly last?: Known<T> | undefined }
  | { readonly kind: 'ready'; readonly value: T; readonly at: number }
  | { readonly kind: 'failed'; readonly error: AppError; readonly last?: Known<T> | undefined };

export interface Known<T> {
  readonly value: T;
  readonly at: number;
}

export const loading: Loadable<never> = { kind: 'loading' };

/** The value and its age, fresh or stale, or nothing when there never was one. */
export function known<T>(state: Loadable<T>): Known<T> | undefined {
  return state.kind === 'ready' ? { value: state.value, at: state.at } : state.last;
}

export function reload<T>(state: Loadable<T>): Loadable<T> {
  return { kind: 'loading', last: known(state) };
}

export function failed<T>(state: Loadable<T>, error: AppError): Loadable<T> {
  return { kind: 'failed', error, last: known(state) };
}
