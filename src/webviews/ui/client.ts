import {
  type Contract,
  type Failure,
  type Listeners,
  type NoticeName,
  type ParamsOf,
  type RequestName,
  type ResultOf,
  type ToView,
} from '../ipc/contract';
import { whenAborted } from '../../base/abort';
import { unwrapUnsayable } from '../ipc/unsayable';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): EditorApi;

/** A request that the editor's side refused or could not do; the message is a sentence for people. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** What a page says of a request that failed; undefined: the user stopped it, or was told by the editor. */
export function failureText(error: unknown): string | undefined {
  if (!(error instanceof RequestFailure))
    return error instanceof Error ? error.message : String(error);
  const { kind, told, message } = error.failure;
  return kind === 'cancelled' || told === true ? undefined : message;
}

export interface Client<C> {
  /** Asks; aborting the signal cancels the work on the other side too. */
  ask<K extends RequestName<C>>(
    name: K,
    params: ParamsOf<C[K]>,
    signal?: AbortSignal,
  ): Promise<Exclude<ResultOf<C[K]>, undefined>>;
  /** How the user arranged the view; survives a reload of the window. */
  remember(state: unknown): void;
  remembered(): unknown;
}

/** The view's end of the wire. Call once; says `ready` so that the state is sent. */
export function connect<C extends Contract>(listeners: Listeners<C>): Client<C> {
  const api = acquireVsCodeApi();
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void; forget?: () => void }
  >();
  const revisions = new Map<string, number>();
  let lastId = 0;
  window.addEventListener('message', (event: MessageEvent<ToView>) => {
    const message = event.data;
    if (message.type === 'notice') {
      if ((revisions.get(message.name) ?? 0) >= message.revision) return;
      revisions.set(message.name, message.revision);
      (listeners as Record<string, (value: unknown) => void>)[message.name as NoticeName<C>]?.(
        unwrapUnsayable(message.value),
      );
      return;
    }
    const entry = waiting.get(message.id);
    waiting.delete(message.id);
    entry?.forget?.();
    if (message.type === 'answer') entry?.resolve(unwrapUnsayable(message.value) as never);
    else entry?.reject(new RequestFailure(message.error));
  });
  api.postMessage({ type: 'ready' });
  return {
    ask: (name, params, signal) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        const cancel = (): void => {
          waiting.delete(id);
          api.postMessage({ type: 'cancel', id });
          reject(new RequestFailure({ kind: 'cancelled', message: 'Cancelled.' }));
        };
        waiting.set(id, {
          resolve,
          reject,
          ...(signal && { forget: whenAborted(signal, cancel) }),
        });
        api.postMessage({ type: 'request', id, name, params });
      }),
    remember: (state) => api.setState(state),
    remembered: () => api.getState(),
  };
}
