import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { type MachineFolder } from './folder';
import { markName } from './processes';
import { quote } from './shims';
import { type Tools } from './tools';

export interface SystemOptions {
  readonly mark: string;
  readonly initSocket: string;
  readonly tools: Tools;
}

/** Variables of everything that runs on a machine, whoever starts it. */
export function machineEnvironment(
  folder: MachineFolder,
  options: SystemOptions,
): Record<string, string> {
  const { mark, initSocket, tools } = options;
  const caFile = folder.trustStore;
  return {
    PATH: `${folder.bin}:${process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'}`,
    LANG: 'C.UTF-8',
    [markName]: mark,
    INIT_SOCKET: initSocket,
    CONFIG_FILE: folder.runnerConfig,
    // As if the authority were in the image's trust store.
    SSL_CERT_FILE: caFile,
    REQUESTS_CA_BUNDLE: caFile,
    CURL_CA_BUNDLE: caFile,
    GIT_SSL_CAINFO: caFile,
    NODE_EXTRA_CA_CERTS: caFile,
    ...proxies(),
    ...(tools.nssWrapper !== undefined && {
      LD_PRELOAD: tools.nssWrapper,
      NSS_WRAPPER_PASSWD: folder.passwd,
      NSS_WRAPPER_GROUP: folder.group,
    }),
  };
}

/** The way to the internet is that of the computer. */
function proxies(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(?:https?|no|all)_proxy$/i.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

/** What a login of a user finds in its environment. */
export function userEnvironment(
  folder: MachineFolder,
  user: string,
  options: SystemOptions,
): Record<string, string> {
  return {
    ...machineEnvironment(folder, options),
    HOME: folder.home(user),
    USER: user,
    LOGNAME: user,
    SHELL: options.tools.shell,
  };
}

/**
 * Users with homes inside the machine. All have the number of the user that runs the sandbox: nobody else
 * could be become without being root.
 */
export async function writeUsers(
  folder: MachineFolder,
  users: readonly string[],
  tools: Tools,
): Promise<void> {
  const { uid, gid, username } = userInfo();
  const all = [...new Set([...users, 'gitlab-runner'])];
  const passwd = [
    ...all.map((name) => `${name}:x:${uid}:${gid}::${folder.home(name)}:${tools.shell}`),
    ...(all.includes(username)
      ? []
      : [`${username}:x:${uid}:${gid}::${folder.home(username)}:${tools.shell}`]),
    ...(username === 'root' ? [] : ['root:x:0:0:root:/root:/bin/sh']),
    'sshd:x:65533:65533::/run/sshd:/usr/sbin/nologin',
    'nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin',
  ];
  const group = [
    `${all[0] ?? 'users'}:x:${gid}:`,
    ...(gid === 0 ? [] : ['root:x:0:']),
    'nogroup:x:65534:',
  ];
  await mkdir(dirname(folder.passwd), { recursive: true });
  await writeFile(folder.passwd, `${passwd.join('\n')}\n`, { mode: 0o644 });
  await writeFile(folder.group, `${group.join('\n')}\n`, { mode: 0o644 });
}

/** Home folder with keys; `keys` undefined leaves those that are there. */
export async function writeHome(
  folder: MachineFolder,
  user: string,
  keys: readonly string[] | undefined,
): Promise<void> {
  const home = folder.home(user);
  await mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const prompt = `case $- in *i*) PS1='\\u@\\h:\\w\\$ ' ;; esac\n`;
  await writeUnlessThere(join(home, '.profile'), `. ${quote(folder.profile)}\n`);
  await writeUnlessThere(join(home, '.bashrc'), prompt);
  if (keys !== undefined) {
    const text = keys.map((key) => `${key.trim()}\n`).join('');
    await writeFile(join(home, '.ssh/authorized_keys'), text, { mode: 0o600 });
  }
}

/** Brings the machine's programs back after the system's own profile has set the path. */
export async function writeProfile(folder: MachineFolder, path: string): Promise<void> {
  await mkdir(dirname(folder.profile), { recursive: true });
  const bashrc = '[ -n "$BASH" ] && [ -f "$HOME/.bashrc" ] && . "$HOME/.bashrc"\ntrue\n';
  await writeFile(folder.profile, `export PATH=${quote(path)}\n${bashrc}`, { mode: 0o644 });
}

const systemStores = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** The computer's trust store and the sandbox's authority in one file. */
export async function writeTrustStore(folder: MachineFolder, caFile: string): Promise<void> {
  const own = [process.env['SSL_CERT_FILE'], process.env['NODE_EXTRA_CA_CERTS']];
  const parts: string[] = [];
  for (const path of [...systemStores, ...own, caFile]) {
    const text = path === undefined || path === '' ? '' : await readOptional(path);
    if (text !== '') parts.push(text.trim());
  }
  if (parts.length < 2) parts.unshift(...rootCertificates);
  await mkdir(dirname(folder.trustStore), { recursive: true });
  await writeFile(folder.trustStore, `${parts.join('\n')}\n`, { mode: 0o644 });
}

function readOptional(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function writeUnlessThere(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx', mode: 0o644 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}
