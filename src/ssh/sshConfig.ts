import { AppError } from '../base/errors';

const begin = '# >>> GitLab MLOps >>>';
const end = '# <<< GitLab MLOps <<<';
const block = new RegExp(`^${begin}\\r?\\n(?:.*\\r?\\n)*?${end}(?:\\r?\\n|$)`, 'gm');

/**
 * A user's `~/.ssh/config` with our file included, as one marked block at the very top: further down it
 * would belong to the `Host` or `Match` above it. `withoutInclude` gives the original back, byte for byte.
 * @param includedFile absolute path of our own file
 */
export function withInclude(config: string, includedFile: string): string {
  const eol = /\r?\n/.exec(config)?.[0] ?? '\n';
  const lines = [begin, `Include ${included(includedFile)}`, end];
  return lines.map((line) => line + eol).join('') + withoutInclude(config);
}

export function withoutInclude(config: string): string {
  return config.replace(block, '');
}

/** One host of our own file. Everything is given, so that nothing of the user's defaults leaks in. */
export interface SshHost {
  /** What one types: `ssh vm-mlops`. */
  readonly alias: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  /** The name under which its keys are in `knownHostsFile`; its address otherwise. */
  readonly hostKeyAlias?: string | undefined;
}

/** Our own file with this host in it, in the place of an older one with the same alias. */
export function withHost(text: string, host: SshHost): string {
  const others = withoutHost(text, host.alias);
  const lines = [
    `Host ${checkedAlias(host.alias)}`,
    `  HostName ${word(host.hostName)}`,
    `  Port ${host.port}`,
    `  User ${word(host.user)}`,
    `  IdentityFile ${quoted(host.identityFile)}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${quoted(host.knownHostsFile)}`,
    ...(host.hostKeyAlias === undefined ? [] : [`  HostKeyAlias ${word(host.hostKeyAlias)}`]),
    '  StrictHostKeyChecking yes',
    '  ForwardAgent no',
    '  ConnectTimeout 15',
    '  ServerAliveInterval 30',
    '  ServerAliveCountMax 4',
  ];
  return `${others === '' ? header : others}${lines.join('\n')}\n`;
}

/** Our own file without the host; empty when it was the last. */
export function withoutHost(text: string, alias: string): string {
  const [head = '', ...hosts] = text.split(/^(?=Host )/m);
  const kept = hosts.filter((host) => aliasOf(host) !== alias);
  return kept.length === 0 ? '' : head + kept.join('');
}

/** The host at another address, everything else as it was. */
export function withHostName(text: string, alias: string, hostName: string): string {
  return text
    .split(/^(?=Host )/m)
    .map((host) =>
      aliasOf(host) === alias
        ? host.replace(/^ {2}HostName .*$/m, () => `  HostName ${word(hostName)}`)
        : host,
    )
    .join('');
}

export function hostAliases(text: string): string[] {
  return text
    .split(/^(?=Host )/m)
    .slice(1)
    .map(aliasOf);
}

const header =
  '# Written by GitLab MLOps for Yandex Cloud. Changes here are lost; make them in your own config.\n';

function aliasOf(hostBlock: string): string {
  return /^Host (\S+)/.exec(hostBlock)?.[1] ?? '';
}

function checkedAlias(alias: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(alias)) {
    throw new AppError(
      'invalid',
      `"${alias}" cannot be the name of a host in an SSH configuration.`,
    );
  }
  return alias;
}

function word(value: string): string {
  if (!/^[A-Za-z0-9_.:@-]+$/.test(value) || value.startsWith('-')) {
    throw new AppError('invalid', `"${value}" cannot stand in an SSH configuration.`);
  }
  return value;
}

/** Paths may hold spaces; `%` starts a token and has to be doubled. */
function quoted(path: string): string {
  return included(path).replace(/%/g, '%%');
}

/** In an `Include`, `%` is a letter like any other. Windows' OpenSSH wants slashes. */
function included(path: string): string {
  if (Array.from(path).some((letter) => letter === '"' || letter < ' ')) {
    throw new AppError('invalid', `The path "${path}" cannot stand in an SSH configuration.`);
  }
  return `"${path.replace(/\\/g, '/')}"`;
}
