import { createConnection } from 'node:net';
import { whenAborted } from '../base/abort';
import { AppError, cancelled, isAppError } from '../base/errors';
import { connect, type SshSession } from './session';
import { classifySsh, type SshFailure } from './sshErrors';
import { type SshTarget } from './target';

/** The way to a usable machine, in order. */
export const hops = [
  'address',
  'tcp',
  'banner',
  'host-key',
  'auth',
  'shell',
  'git',
  'python3',
] as const;
export type Hop = (typeof hops)[number];

export type HopResult =
  | { readonly hop: Hop; readonly ok: true; readonly detail: string }
  | { readonly hop: Hop; readonly ok: false; readonly error: AppError };

export interface PreflightOptions {
  /** For the TCP connection and the banner each. Default 10 s. */
  readonly hopDeadlineMs?: number | undefined;
  readonly onHop?: ((result: HopResult) => void) | undefined;
}

/**
 * Walks the way to a machine and says how far one gets. Stops at the first hop that fails; the two programs
 * at the end are both looked for.
 * @param target without an address when the machine has none yet
 */
export async function preflight(
  target: Omit<SshTarget, 'host'> & { readonly host: string | undefined },
  options: PreflightOptions,
  signal: AbortSignal,
): Promise<HopResult[]> {
  const results: HopResult[] = [];
  const passed = (hop: Hop, detail: string): void => report({ hop, ok: true, detail });
  const report = (result: HopResult): void => {
    results.push(result);
    options.onHop?.(result);
  };
  const { host } = target;
  if (host === undefined || host === '') {
    report({ hop: 'address', ok: false, error: noAddress(target.name) });
    return results;
  }
  const reachable = { ...target, host };
  let session: SshSession | undefined;
  try {
    const banner = await readBanner(reachable, options.hopDeadlineMs ?? 10_000, signal);
    passed('address', `${host}:${target.port}`);
    passed('tcp', 'the port is open');
    passed('banner', banner);
    session = await connect(reachable, signal);
    passed('host-key', session.hostKey.type);
    passed('auth', target.user);
    await lookAround(session, report, signal);
  } catch (error) {
    if (!isAppError(error) || error.kind === 'cancelled') throw error;
    const failed = hopOf(error, results.at(-1)?.hop ?? 'address');
    // Whoever gets as far as this hop has passed all before it.
    const before = hops.slice(0, hops.indexOf(failed));
    for (const hop of before.slice(results.length)) passed(hop, 'passed');
    report({ hop: failed, ok: false, error });
  } finally {
    session?.dispose();
  }
  return results;
}

async function lookAround(
  session: SshSession,
  report: (result: HopResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const shell = await session.exec('echo "$0"; id -un', { deadlineMs: 20_000 }, signal);
  if (shell.exitCode !== 0) {
    report({ hop: 'shell', ok: false, error: badShell(session.name, shell.stderr) });
    return;
  }
  report({ hop: 'shell', ok: true, detail: shell.stdout.trim().replace(/\n/g, ', ') });
  for (const hop of ['git', 'python3'] as const) {
    const { exitCode, stdout } = await session.exec(`${hop} --version`, {}, signal);
    const result: HopResult =
      exitCode === 0
        ? { hop, ok: true, detail: stdout.trim() }
        : { hop, ok: false, error: missingProgram(session.name, hop) };
    report(result);
  }
}

function hopOf(error: AppError, reached: Hop): Hop {
  const byFailure: Partial<Record<string, Hop>> = {
    dns: 'address',
    refused: 'tcp',
    'no-ssh': 'banner',
    algorithms: 'host-key',
    'host-key-changed': 'host-key',
    auth: 'auth',
    'no-exec': 'shell',
  } satisfies Partial<Record<SshFailure | 'no-exec', Hop>>;
  const next = hops[hops.indexOf(reached) + 1] ?? reached;
  return byFailure[error.code ?? ''] ?? next;
}

/** Opens the port and reads the server's first line, so that a silent or foreign server is told apart. */
function readBanner(target: SshTarget, deadlineMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled(signal.reason));
      return;
    }
    const socket = createConnection({ host: target.host, port: target.port });
    let connected = false;
    let received = '';
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      forget();
      socket.destroy();
      settle();
    };
    const fail = (error: AppError): void => finish(() => reject(error));
    const timer = setTimeout(
      () => fail(connected ? noBanner(target, received) : timedOut(target)),
      deadlineMs,
    );
    const forget = whenAborted(signal, () => fail(cancelled(signal.reason)));
    socket.once('connect', () => (connected = true));
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      // A server may say something else first (RFC 4253, 4.2).
      const line = /^SSH-\d\.\d+-.*$/m.exec(received)?.[0];
      if (line !== undefined && /\n/.test(received.slice(received.indexOf(line)))) {
        finish(() => resolve(line.trim()));
      } else if (received.length > 8_192) fail(noBanner(target, received));
    });
    socket.once('error', (error: NodeJS.ErrnoException) =>
      // Only a connection that was there can be reset.
      fail(
        connected || error.code === 'ECONNRESET'
          ? noBanner(target, received)
          : classifySsh(target, error, undefined),
      ),
    );
    socket.once('close', () => fail(noBanner(target, received)));
  });
}

function timedOut(target: SshTarget): AppError {
  return classifySsh(target, { code: 'ETIMEDOUT' }, undefined);
}

function noBanner(target: SshTarget, received: string): AppError {
  const what = received === '' ? 'says nothing' : 'does not speak SSH';
  return new AppError(
    'remote',
    `What listens at ${target.host}:${target.port} ${what}. The machine may still be starting, or the port is another service's.`,
    { code: 'no-ssh', fix: 'retry' },
  );
}

function noAddress(name: string): AppError {
  return new AppError(
    'unreachable',
    `"${name}" has no public address. Start the machine, or give it a public address in the console.`,
    { code: 'no-address' },
  );
}

function badShell(name: string, stderr: string): AppError {
  return new AppError('remote', `The login shell on "${name}" does not run commands.`, {
    code: 'no-exec',
    detail: stderr,
  });
}

function missingProgram(name: string, program: string): AppError {
  return new AppError('not-found', `"${name}" has no ${program}. Install it there first.`, {
    code: 'no-program',
  });
}
