import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { whenAborted } from '../base/abort';
import { AppError, cancelled } from '../base/errors';
import { isRecord } from '../base/record';
import { type Disposable } from '../base/disposable';
import { registeredRedirect } from '../model/oauth';

/** What a running sandbox tells about itself in its first line. */
export interface SandboxAddress {
  readonly cloud: { readonly endpoint: string; readonly ca: string; readonly iamToken: string };
  readonly gitlab: {
    readonly url: string;
    readonly token: string;
    readonly oauthClientId: string | undefined;
  };
  readonly sshPort: number | undefined;
  readonly mailbox: string;
  readonly notes: readonly string[];
}

export interface SandboxProcess extends Disposable {
  start(signal: AbortSignal): Promise<SandboxAddress>;
  /** Resolves when the process is gone; answers whether there was one. */
  stop(): Promise<boolean>;
}

const startDeadlineMs = 60_000;

/** @param program dist/sandbox.js @param sample folder of the sample project */
export function createSandboxProcess(program: string, sample: string): SandboxProcess {
  let running: { child: ChildProcess; address: Promise<SandboxAddress> } | undefined;
  const stop = async (): Promise<boolean> => {
    const child = running?.child;
    running = undefined;
    if (!child || child.exitCode !== null) return false;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // The end of its standard input tells it that its owner has gone.
    child.stdin?.end();
    await gone;
    return true;
  };
  return {
    async start(signal) {
      if (running && running.child.exitCode === null) return running.address;
      const args = [program, '--sample', sample, '--history'];
      args.push('--oauth-redirect', registeredRedirect);
      const child = spawn(process.execPath, args, {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      });
      const address = firstLine(child, signal);
      running = { child, address };
      try {
        return await address;
      } catch (error) {
        child.kill();
        running = undefined;
        throw error;
      }
    },
    stop,
    dispose: () => void stop(),
  };
}

function firstLine(child: ChildProcess, signal: AbortSignal): Promise<SandboxAddress> {
  return new Promise((resolve, reject) => {
    const errors: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      forget();
      finish();
    };
    const fail = (reason: string): void =>
      settle(() =>
        reject(
          new AppError('remote', `The demo sandbox did not start: ${reason}`, {
            detail: errors.join(''),
            fix: 'open-log',
          }),
        ),
      );
    const timer = setTimeout(() => fail('it took too long.'), startDeadlineMs);
    const forget = whenAborted(signal, () => settle(() => reject(cancelled())));
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) =>
      fail(errors.join('').trim() || `it ended with code ${code ?? '?'}.`),
    );
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).once('line', (line) => {
      const address = parseAddress(line);
      if (address) settle(() => resolve(address));
      else fail('its first line is not what was expected.');
    });
  });
}

function parseAddress(line: string): SandboxAddress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isRecord(value['cloud']) || !isRecord(value['gitlab'])) return undefined;
  const { endpoint, ca, iamToken } = value['cloud'];
  const { url, token, oauthClientId } = value['gitlab'];
  const { mailbox, sshPort, notes } = value;
  const texts = [endpoint, ca, iamToken, url, token, mailbox];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  return {
    cloud: { endpoint: String(endpoint), ca: String(ca), iamToken: String(iamToken) },
    gitlab: {
      url: String(url),
      token: String(token),
      oauthClientId: typeof oauthClientId === 'string' ? oauthClientId : undefined,
    },
    sshPort: typeof sshPort === 'number' ? sshPort : undefined,
    mailbox: String(mailbox),
    notes: Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : [],
  };
}
