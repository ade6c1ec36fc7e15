import { join } from 'node:path';

/** Where one machine keeps what; everything is below `root`. */
export interface MachineFolder {
  readonly root: string;
  readonly bin: string;
  readonly log: string;
  readonly passwd: string;
  readonly group: string;
  /** Sourced by every login shell; written anew at each boot. */
  readonly profile: string;
  /** The system's certificate authorities and the sandbox's own. */
  readonly trustStore: string;
  readonly sshdConfig: string;
  readonly runnerConfig: string;
  /** What cloud-init and the machine's services remember. */
  readonly state: string;
  /** One word: `running`, `done` or `error`. */
  readonly cloudInitStatus: string;
  /** Stands for absolute paths outside home folders, which the machine must not write for real. */
  readonly elsewhere: string;
  home(user: string): string;
  hostKey(type: string): string;
}

export function machineFolder(root: string): MachineFolder {
  return {
    root,
    bin: join(root, 'bin'),
    log: join(root, 'var/log'),
    passwd: join(root, 'etc/passwd'),
    group: join(root, 'etc/group'),
    profile: join(root, 'etc/profile'),
    trustStore: join(root, 'etc/ssl/ca-certificates.crt'),
    sshdConfig: join(root, 'etc/ssh/sshd_config'),
    runnerConfig: join(root, 'etc/gitlab-runner/config.toml'),
    state: join(root, 'var/lib/state.json'),
    cloudInitStatus: join(root, 'var/lib/cloud-init.status'),
    elsewhere: join(root, 'fs'),
    home: (user) => join(root, 'home', user),
    hostKey: (type) => join(root, `etc/ssh/ssh_host_${type}_key`),
  };
}
