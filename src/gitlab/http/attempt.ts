import { pipeline, type Readable, Transform } from 'node:stream';
import { whenAborted } from '../../base/abort';
import { AppError, cancelled, isAppError } from '../../base/errors';
import { type Agents, open, type Opened } from './exchange';
import { type Circumstances } from './failures';
import { isWireError, networkFailure, timedOut } from './networkFailures';
import { TooLarge } from './readBody';
import { type EncodedBody } from './request';

export interface Attempt {
  open(
    url: URL,
    method: string,
    headers: Readonly<Record<string, string>>,
    body: EncodedBody | undefined,
    agents: Agents,
  ): Promise<Opened>;
  /** The same bytes; each of them moves the deadline, so that it limits pauses and not the whole. */
  watch(content: Readable): Readable;
}

export interface AttemptOptions {
  readonly at: Circumstances;
  readonly timeoutMs: number;
  readonly streaming: boolean;
  readonly signal: AbortSignal;
}

/** Runs one try under a deadline. Whatever goes wrong on the way comes out as an `AppError`. */
export async function attempt<T>(
  options: AttemptOptions,
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const { at, signal, timeoutMs } = options;
  if (signal.aborted) throw cancelled(signal.reason);
  const stop = new AbortController();
  const onAbort = (): void => stop.abort(cancelled(signal.reason));
  const expire = (): void => stop.abort(timedOut(timeoutMs, at));
  let timer = setTimeout(expire, timeoutMs);
  const forget = whenAborted(signal, onAbort);
  let last: Opened | undefined;
  const restart = (): void => {
    clearTimeout(timer);
    timer = setTimeout(expire, timeoutMs);
  };
  try {
    return await work({
      open: async (url, method, headers, body, agents) => {
        const onSent = options.streaming ? restart : undefined;
        last = await open(url, method, headers, body, agents, stop.signal, onSent);
        return last;
      },
      watch: (content) => watched(content, restart),
    });
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw translated(error, at);
  } finally {
    clearTimeout(timer);
    forget();
    // An answer that was not read to its end would keep the connection busy for ever.
    if (last && !last.message.complete) last.request.destroy();
  }
}

function watched(content: Readable, onBytes: () => void): Readable {
  const counter = new Transform({
    transform(chunk, _encoding, done) {
      onBytes();
      done(null, chunk);
    },
  });
  // Failures arrive at the reader of `counter`; here is nothing left to do with them.
  pipeline(content, counter, () => undefined);
  return counter;
}

function translated(error: unknown, at: Circumstances): unknown {
  if (isAppError(error)) return error;
  if (error instanceof TooLarge) {
    return new AppError(
      'remote',
      `Cannot ${at.purpose}: ${at.server} answered more than ${Math.round(error.maxBytes / 1_048_576)} MB, which is not read.`,
      { cause: error, fix: 'open-log' },
    );
  }
  return isWireError(error) ? networkFailure(error, at) : error;
}
