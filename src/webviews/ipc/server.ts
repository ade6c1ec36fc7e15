import { type Disposable, DisposableStore } from '../../base/disposable';
import { AppError, cancelled, errorText } from '../../base/errors';
import { type Event } from '../../base/event';
import { isRecord } from '../../base/record';
import { notTrusted } from '../../model/trust';
import {
  type Contract,
  type Handlers,
  type NoticeName,
  type RequestSpec,
  type Failure,
  type ToHost,
  type ToView,
  type ValueOf,
} from './contract';
import { wrapUnsayable } from './unsayable';

/** The editor's end of the wire to a view. */
export interface HostPort {
  /** Whether requests that change something are taken. */
  mayChange(): boolean;
  post(message: ToView): void;
  readonly onMessage: Event<unknown>;
}

export interface Server<C> extends Disposable {
  /** Sends state; the last one of each name is sent again when the view says that it is ready. */
  notify<K extends NoticeName<C>>(name: K, value: Exclude<ValueOf<C[K]>, undefined>): void;
  /** Sends every last state again. */
  resend(): void;
}

/** Answers a view. Every message is checked; what the contract does not know is refused and reported. */
export function serve<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  port: HostPort,
  report: (error: unknown) => void,
): Server<C> {
  const owned = new DisposableStore();
  const running = new Map<number, AbortController>();
  const last = new Map<string, ToView>();
  let revision = 0;

  const refuse = (what: string): AppError => {
    const error = refused(what);
    report(error);
    return error;
  };

  const answer = async (message: Extract<ToHost, { type: 'request' }>): Promise<void> => {
    const spec = Object.hasOwn(contract, message.name) ? contract[message.name] : undefined;
    if (spec?.kind !== 'request') {
      port.post({ type: 'failure', id: message.id, error: toFailure(refuse(message.name)) });
      return;
    }
    const controller = new AbortController();
    running.set(message.id, controller);
    try {
      if (spec.changes && !port.mayChange()) {
        // Not every page has a place for the way out; the editor's message has it, and once is enough.
        const error = notTrusted();
        report(error);
        port.post({ type: 'failure', id: message.id, error: { ...toFailure(error), told: true } });
        return;
      }
      const params = parseParams(spec.schema, message);
      const handler = (handlers as Record<string, Handler | undefined>)[message.name];
      const value = await handler?.(params, controller.signal);
      if (!controller.signal.aborted)
        port.post({ type: 'answer', id: message.id, value: wrapUnsayable(value) });
    } catch (error) {
      if (!(error instanceof AppError)) report(error);
      if (controller.signal.aborted) return;
      port.post({ type: 'failure', id: message.id, error: toFailure(error) });
    } finally {
      running.delete(message.id);
    }
  };

  const resend = (): void => {
    for (const message of last.values()) port.post(message);
  };

  owned.add(
    port.onMessage((raw) => {
      const message = parseMessage(raw);
      if (!message) refuse(errorText(raw).slice(0, 100));
      else if (message.type === 'ready') resend();
      else if (message.type === 'cancel') running.get(message.id)?.abort(cancelled());
      else void answer(message);
    }),
  );
  owned.add({
    dispose() {
      for (const controller of running.values()) controller.abort(cancelled());
    },
  });
  return {
    notify(name, value) {
      const message: ToView = {
        type: 'notice',
        name,
        revision: ++revision,
        value: wrapUnsayable(value),
      };
      last.set(name, message);
      port.post(message);
    },
    resend,
    dispose: () => owned.dispose(),
  };
}

type Handler = (params: unknown, signal: AbortSignal) => Promise<unknown>;

function parseMessage(raw: unknown): ToHost | undefined {
  if (!isRecord(raw)) return undefined;
  if (raw['type'] === 'ready') return { type: 'ready' };
  const id = raw['id'];
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
  if (raw['type'] === 'cancel') return { type: 'cancel', id };
  const name = raw['name'];
  if (raw['type'] !== 'request' || typeof name !== 'string') return undefined;
  return { type: 'request', id, name, params: raw['params'] };
}

function parseParams(
  schema: RequestSpec<unknown, unknown>['schema'],
  message: { name: string; params: unknown },
): unknown {
  const parsed = schema.safeParse(message.params);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => [...issue.path, issue.message].join(': '));
  throw refused(`${message.name}: ${problems.slice(0, 3).join(', ')}`);
}

function refused(what: string): AppError {
  return new AppError('invalid', `The page sent something unexpected (${what}).`);
}

function toFailure(error: unknown): Failure {
  return error instanceof AppError
    ? {
        kind: error.kind,
        message: error.message,
        ...(error.fix !== undefined && { fix: error.fix }),
      }
    : {
        kind: 'bug',
        message: 'This is a bug in GitLab MLOps; the log says more.',
        fix: 'open-log',
      };
}
