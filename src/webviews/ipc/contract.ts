import type * as z from 'zod';
import { type Fix } from '../../base/errors';

/** A question of the view: parameters that are checked, and the type of the answer. */
export interface RequestSpec<P, R> {
  readonly kind: 'request';
  readonly schema: z.ZodType<P>;
  /** Changes something outside of the editor: refused in a folder that is not trusted. */
  readonly changes?: true;
  /** Only for the type. */
  readonly result?: R;
}

/** Whole state sent to the view; sent again whenever the view is shown. */
export interface NoticeSpec<T> {
  readonly kind: 'notice';
  /** Only for the type. */
  readonly value?: T;
}

// eslint's type rules need the precise parts, so the contract is matched structurally.
export type Contract = Readonly<
  Record<string, RequestSpec<unknown, unknown> | NoticeSpec<unknown>>
>;

export function request<R>() {
  return <P>(schema: z.ZodType<P>): RequestSpec<P, R> => ({ kind: 'request', schema });
}

/** A request that changes something in the cloud, in GitLab or in the repository. */
export function change<R>() {
  return <P>(schema: z.ZodType<P>): RequestSpec<P, R> => ({
    kind: 'request',
    schema,
    changes: true,
  });
}

export function notice<T>(): NoticeSpec<T> {
  return { kind: 'notice' };
}

type RequestNames<C> = { [K in keyof C]: C[K] extends { kind: 'request' } ? K : never }[keyof C];
type NoticeNames<C> = { [K in keyof C]: C[K] extends { kind: 'notice' } ? K : never }[keyof C];
export type ParamsOf<S> = S extends RequestSpec<infer P, unknown> ? P : never;
export type ResultOf<S> = S extends { kind: 'request'; result?: infer R } ? R : never;
export type ValueOf<S> = S extends { kind: 'notice'; value?: infer T } ? T : never;

/** Answers to every request of a contract; missing one does not compile. */
export type Handlers<C> = {
  readonly [K in RequestNames<C>]: (
    params: ParamsOf<C[K]>,
    signal: AbortSignal,
  ) => Promise<Exclude<ResultOf<C[K]>, undefined>>;
};

/** Listeners to every notice of a contract; missing one does not compile. */
export type Listeners<C> = {
  readonly [K in NoticeNames<C>]: (value: Exclude<ValueOf<C[K]>, undefined>) => void;
};

export type RequestName<C> = RequestNames<C> & string;
export type NoticeName<C> = NoticeNames<C> & string;

/** What travels. */
export type ToHost =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly name: string;
      readonly params: unknown;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ready' };

export type ToView =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: Failure }
  | {
      readonly type: 'notice';
      readonly name: string;
      readonly revision: number;
      readonly value: unknown;
    };

export interface Failure {
  readonly kind: string;
  /** A whole sentence. */
  readonly message: string;
  /** The way out, when it has one. */
  readonly fix?: Fix | undefined;
  /** The editor has said it, with the way out: the page need not say it again. */
  readonly told?: boolean | undefined;
}
