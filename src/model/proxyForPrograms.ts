import { fromBase64, toBase64 } from '../base/base64';
import { Secret } from '../base/secret';
import { exemptions, first, proxyAddress, type ProxySettings } from './proxy';

/** What a program that is started is told about proxies, by its environment alone. */
export interface ProgramProxy {
  /** Values may hold a login. Names that are not among them are not set at all. */
  readonly variables: Readonly<Record<string, Secret>>;
  /** The login in every form in which a program could print it. */
  readonly login: readonly Secret[];
}

/** Under which names programs look for proxies. */
export const isProxyVariable = (name: string): boolean => /^(https?|no)_proxy$/i.test(name);

/**
 * The same proxy that we use ourselves, in the variables that programs read. A login that is only a header of the
 * settings can be told when it is a name and a password; other kinds cannot.
 */
export function proxyForPrograms(settings: ProxySettings): ProgramProxy {
  const { proxy, support, environment } = settings;
  const address = proxyAddress(settings);
  if (address === undefined) return { variables: {}, login: [] };
  const secure = withLogin(address, settings.authorization);
  // Of what the settings name, everything goes there; the environment may tell the two kinds apart.
  const otherwise = support === 'off' ? undefined : first(environment, 'http_proxy', 'HTTP_PROXY');
  const plain = proxy === '' ? otherwise : secure;
  const exempt = exemptions(settings).map((entry) => entry.replace(/^\*?\.(?=.)/, ''));
  return {
    variables: {
      HTTPS_PROXY: new Secret(secure),
      ...(plain !== undefined && { HTTP_PROXY: new Secret(plain) }),
      ...(exempt.length > 0 && { NO_PROXY: new Secret(exempt.join(',')) }),
    },
    login: [secure, plain ?? ''].flatMap(loginOf),
  };
}

function withLogin(address: string, header: Secret | undefined): string {
  const full = /^[a-z0-9+.-]+:\/\//i.test(address) ? address : `http://${address}`;
  const basic = /^Basic ((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/i.exec(
    header?.reveal() ?? '',
  )?.[1];
  if (basic === undefined || basic === '' || !URL.canParse(full)) return full;
  const [name = '', ...password] = fromBase64(basic).split(':');
  const url = new URL(full);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password.join(':'));
  return url.href.replace(/\/$/, '');
}

function loginOf(address: string): Secret[] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.password === '') return [];
  const password = decodeURIComponent(url.password);
  const whole = `${decodeURIComponent(url.username)}:${password}`;
  return [
    `${url.username}:${url.password}`,
    whole,
    toBase64(whole),
    // One that is very short would be found everywhere.
    ...[url.password, password].filter(({ length }) => length > 5),
  ].map((text) => new Secret(text));
}
