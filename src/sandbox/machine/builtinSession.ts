import { type ChildProcess, spawn } from 'node:child_process';
import { type PseudoTtyInfo, type ServerChannel, type Session } from 'ssh2';
import { signalGroup } from './processes';
import { type Tools } from './tools';

export interface SessionOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly tools: Tools;
  /** Process groups of open sessions. */
  readonly groups: Set<number>;
}

/** Serves one session channel: a command, a shell with or without a terminal, or sftp. */
export function answerSession(session: Session, options: SessionOptions): void {
  const given: Record<string, string> = {};
  let terminal: PseudoTtyInfo | undefined;
  session.on('env', (accept, _reject, info) => {
    if (/^(?:LANG|LC_\w+)$/.test(info.key)) given[info.key] = info.val;
    acceptIfAsked(accept);
  });
  session.on('pty', (accept, _reject, info) => {
    terminal = info;
    acceptIfAsked(accept);
  });
  session.on('window-change', (accept, _reject) => acceptIfAsked(accept));
  session.on('exec', (accept, _reject, { command }) => {
    start(accept(), options, given, terminal, ['-c', command]);
  });
  session.on('shell', (accept) => {
    start(accept(), options, given, terminal, ['-l']);
  });
  const { sftpServer } = options.tools;
  session.on('subsystem', (accept, reject, { name }) => {
    if (name !== 'sftp' || sftpServer === undefined) reject();
    else connect(accept(), spawnIn(options, given, sftpServer, []), options);
  });
}

/** Clients may ask for no answer; then there is nothing to call. */
function acceptIfAsked(accept: (() => void) | undefined): void {
  accept?.();
}

function start(
  channel: ServerChannel,
  options: SessionOptions,
  given: Readonly<Record<string, string>>,
  terminal: PseudoTtyInfo | undefined,
  args: readonly string[],
): void {
  const { shell, python } = options.tools;
  if (terminal === undefined || python === undefined) {
    connect(channel, spawnIn(options, given, shell, args), options);
    return;
  }
  const env = {
    ...given,
    TERM: 'xterm-256color',
    COLUMNS: String(terminal.cols),
    LINES: String(terminal.rows),
  };
  const size = `${terminal.rows} ${terminal.cols}`;
  connect(
    channel,
    spawnIn(options, env, python, ['-c', ptyProgram, size, shell, ...args]),
    options,
  );
}

/** Runs a program in a terminal of its own, of the size that is asked for. */
const ptyProgram = `
import fcntl, os, pty, struct, sys, termios
rows, columns = map(int, sys.argv[1].split())
def sized():
    for stream in (0, 1, 2):
        try:
            fcntl.ioctl(stream, termios.TIOCSWINSZ, struct.pack('HHHH', rows or 24, columns or 80, 0, 0))
            return
        except OSError:
            pass
pid, terminal = pty.fork()
if pid == 0:
    sized()
    os.execvp(sys.argv[2], sys.argv[2:])
import select
inputs = [0, terminal]
while True:
    ready, _, _ = select.select(inputs, [], [])
    if terminal in ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            data = b''
        if not data:
            break
        os.write(1, data)
    if 0 in ready:
        data = os.read(0, 65536)
        if data:
            os.write(terminal, data)
        else:
            inputs.remove(0)
            os.write(terminal, b'\\x04')
_, status = os.waitpid(pid, 0)
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
`;

function spawnIn(
  options: SessionOptions,
  env: Readonly<Record<string, string>>,
  program: string,
  args: readonly string[],
): ChildProcess {
  return spawn(program, args, {
    cwd: options.cwd,
    env: { ...options.env, ...env },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function connect(channel: ServerChannel, child: ChildProcess, options: SessionOptions): void {
  const { pid, stdin, stdout, stderr } = child;
  if (pid !== undefined) options.groups.add(pid);
  stdin?.on('error', () => undefined);
  channel.on('error', () => undefined);
  if (stdin) channel.pipe(stdin);
  stdout?.on('data', (chunk: Buffer) => void channel.write(chunk));
  stderr?.on('data', (chunk: Buffer) => void channel.stderr.write(chunk));
  const hangUp = (): void => {
    if (pid !== undefined) signalGroup(pid, 'SIGHUP');
  };
  channel.once('close', hangUp);
  child.once('error', () => channel.exit(127));
  child.once('close', (code, signal) => {
    channel.removeListener('close', hangUp);
    if (pid !== undefined) options.groups.delete(pid);
    if (signal) channel.exit(signal.replace('SIG', ''));
    else channel.exit(code ?? 0);
    channel.end();
  });
}
