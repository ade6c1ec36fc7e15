import { spawn } from 'node:child_process';
import { markName } from './processes';

/**
 * Ends a machine's processes when the sandbox itself was killed: a small shell waits for the end of its input,
 * which the sandbox holds open. Only where there is a /proc to look at.
 * @param server the SSH server's process, whose sessions end with it
 * @param folder goes with the machine
 * @returns stops watching
 */
export function watchOver(mark: string, server: number | undefined, folder: string): () => void {
  if (process.platform !== 'linux') return () => undefined;
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'watchdog', `${markName}=${mark}`, String(server ?? ''), folder],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
    },
  );
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  return () => {
    child.kill('SIGKILL');
  };
}

/** A word on the input means that all is well; its end means that the owner is gone. */
const script = `
read -r word && exit 0
[ -n "$2" ] && kill "$2" 2>/dev/null
for round in 1 2 3; do
  for file in /proc/[0-9]*/environ; do
    if tr '\\0' '\\n' <"$file" 2>/dev/null | grep -qxF "$1"; then
      pid=\${file#/proc/}
      kill -KILL "\${pid%/environ}" 2>/dev/null
    fi
  done
  sleep 1
done
rm -rf "$3"
`;
