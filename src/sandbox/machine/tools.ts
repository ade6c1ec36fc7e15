import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What this computer has for running machines. */
export interface Tools {
  readonly sshd: string | undefined;
  /** The library that gives a process users of its own. */
  readonly nssWrapper: string | undefined;
  readonly shell: string;
  readonly python: string | undefined;
  readonly sftpServer: string | undefined;
}

export function findTools(): Tools {
  return {
    sshd: firstThere(['/usr/sbin/sshd', '/usr/local/sbin/sshd']) ?? onPath('sshd'),
    nssWrapper: process.platform === 'linux' ? findNssWrapper() : undefined,
    shell: firstThere(['/bin/bash', '/usr/bin/bash']) ?? '/bin/sh',
    python: onPath('python3'),
    sftpServer: firstThere(['/usr/lib/openssh/sftp-server', '/usr/libexec/sftp-server']),
  };
}

function findNssWrapper(): string | undefined {
  for (const folder of ['/usr/lib', '/usr/lib64', '/usr/local/lib', ...architectureFolders()]) {
    for (const name of ['libnss_wrapper.so', 'libnss_wrapper.so.0']) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}

function architectureFolders(): string[] {
  try {
    return readdirSync('/usr/lib')
      .filter((name) => name.endsWith('-linux-gnu') || name.endsWith('-linux-gnueabihf'))
      .map((name) => join('/usr/lib', name));
  } catch {
    return [];
  }
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return firstThere(folders.map((folder) => join(folder, program)));
}

function firstThere(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path));
}
