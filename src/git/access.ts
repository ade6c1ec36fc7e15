import { AppError } from '../base/errors';
import { type Secret } from '../base/secret';

/** How to reach one GitLab: applies to its origin only. */
export interface GitAccess {
  /** `https://gitlab.example.com`, with a path where GitLab lives under one. */
  readonly origin: string;
  readonly token?: Secret | undefined;
  /** PEM file with every authority that may sign for this origin. */
  readonly caFile?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that would point git at another repository than the one we name, or print what must not be seen. */
const unwanted =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|OBJECT_DIRECTORY|NAMESPACE|COMMON_DIR|ALTERNATE_OBJECT_DIRECTORIES|CONFIG_COUNT|CONFIG_KEY_\d+|CONFIG_VALUE_\d+|CONFIG_PARAMETERS|TRACE\w*|CURL_VERBOSE|ASKPASS|EDITOR|SEQUENCE_EDITOR|PAGER)$/;

/** These win over the configuration, so they go when the access brings its own authority. */
const authorityVariables = new Set(['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH']);

/**
 * The child's environment. The token travels in it as configuration that git reads from variables
 * (git 2.31 and later), so that it is in no argument, no remote URL and no file.
 */
export function gitEnvironment(
  inherited: Environment,
  access: GitAccess | undefined,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !unwanted.test(entry[0]) &&
      !(access?.caFile !== undefined && authorityVariables.has(entry[0])),
  );
  const config = [...ownConfig, ...(access ? accessConfig(access) : [])];
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    GIT_PAGER: '',
    GIT_OPTIONAL_LOCKS: '0',
    GCM_INTERACTIVE: 'never',
    SSH_ASKPASS: '',
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
    ...extra,
  };
}

const ownConfig: readonly (readonly [string, string])[] = [
  ['core.askPass', ''],
  ['core.quotePath', 'false'],
  ['color.ui', 'false'],
  ['advice.detachedHead', 'false'],
];

function accessConfig(access: GitAccess): [string, string][] {
  const scope = `http.${access.origin.replace(/\/+$/, '')}/`;
  const config: [string, string][] = [];
  if (access.caFile !== undefined) config.push([`${scope}.sslCAInfo`, access.caFile]);
  if (access.token) {
    // GitLab takes any kind of token as the password of this user name.
    const pair = Buffer.from(`oauth2:${access.token.reveal()}`).toString('base64');
    config.push([`${scope}.extraHeader`, `Authorization: Basic ${pair}`]);
    // A refused token must fail, not be replaced by another account's or bring up a window.
    config.push(['credential.helper', '']);
  }
  return config;
}

/** Refuses an address that carries a password or would be taken for an option. */
export function checkedUrl(url: string): string {
  if (url === '' || url.startsWith('-'))
    throw invalid(`"${url}" is not an address of a repository.`);
  if (/^[a-z][a-z0-9+.-]*::/i.test(url))
    throw invalid(`Addresses such as "${url}" are not allowed.`);
  if (/^https?:\/\//i.test(url)) {
    const { password } = new URL(url);
    if (password !== '') {
      throw invalid('The address of the repository carries a password. Leave it out and sign in.');
    }
  }
  return url;
}

/** Whether an access may be used for this address: same scheme, host, port and path prefix. */
export function covers(access: GitAccess, url: string): boolean {
  const scope = access.origin.replace(/\/+$/, '');
  return url === scope || url.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
}

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
