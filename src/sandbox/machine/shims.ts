import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MachineFolder } from './folder';

export interface ShimOptions {
  readonly name: string;
  /** Path of the bundled program `gitlab-runner`. */
  readonly runnerProgram: string;
  readonly node: string;
}

/** Writes the programs that a machine has before all others. */
export async function writeShims(folder: MachineFolder, options: ShimOptions): Promise<void> {
  await mkdir(folder.bin, { recursive: true });
  const shims: Record<string, string> = {
    'gitlab-runner': [
      // An editor's own node runs programs only when it is told to.
      'export ELECTRON_RUN_AS_NODE=1',
      `exec ${quote(options.node)} ${quote(options.runnerProgram)} "$@"`,
    ].join('\n'),
    sudo: sudo,
    'cloud-init': cloudInit(folder.cloudInitStatus),
    hostname: `[ $# -gt 0 ] && [ "$1" != -s ] && [ "$1" != -f ] && exit 0\nprintf '%s\\n' ${quote(options.name)}`,
    ...Object.fromEntries(shared.map((name) => [name, refuse(name)])),
  };
  for (const [name, text] of Object.entries(shims)) {
    await writeFile(join(folder.bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
}

/** A simulated machine has no system of its own; these would change the computer it runs on. */
const shared = [
  'docker',
  'apt',
  'apt-get',
  'dpkg',
  'pipx',
  'systemctl',
  'reboot',
  'shutdown',
  'poweroff',
  'useradd',
  'usermod',
];

function refuse(name: string): string {
  return [
    `echo "${name}: this simulated machine shares its system with the computer it runs on; nothing was changed." >&2`,
    'exit 1',
  ].join('\n');
}

/** The user of a simulated machine is its root, as far as there is one: runs the command as it is. */
const sudo = `
while [ $# -gt 0 ]; do
  case "$1" in
    --) shift; break ;;
    -u|-g|-p|-h|-C|-T|--user|--group|--prompt) shift 2 ;;
    -v|-K|-k|--validate) exit 0 ;;
    -l|--list) echo '(ALL) NOPASSWD: ALL'; exit 0 ;;
    -i|-s|--login|--shell) shift; [ $# -eq 0 ] && exec "\${SHELL:-/bin/sh}" ;;
    -*) shift ;;
    [A-Za-z_]*=*) export "$1"; shift ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || { echo 'usage: sudo command' >&2; exit 1; }
exec "$@"`.trim();

function cloudInit(status: string): string {
  return `
status() { cat ${quote(status)} 2>/dev/null || echo running; }
case "$1" in
  status)
    shift
    for option in "$@"; do
      case "$option" in
        -w|--wait) while [ "$(status)" = running ]; do printf . ; sleep 0.2; done; echo ;;
      esac
    done
    echo "status: $(status)"
    [ "$(status)" != error ] ;;
  --version|-v) echo '/usr/bin/cloud-init 24.1.3-0ubuntu1' ;;
  *) echo "cloud-init: nothing to do for \\"$1\\"" >&2; exit 1 ;;
esac`.trim();
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
