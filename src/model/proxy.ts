import { AppError } from '../base/errors';
import { toBase64 } from '../base/base64';
import { Secret } from '../base/secret';
import { isLoopback } from './serverAddress';

/** What the editor's settings and the environment say about proxies. */
export interface ProxySettings {
  /** `http.proxySupport`; anything but `off` means that a proxy is used where one is named. */
  readonly support: string;
  /** `http.proxy`; empty when the environment decides. */
  readonly proxy: string;
  /** `http.noProxy` */
  readonly noProxy: readonly string[];
  /** `http.proxyAuthorization`: the whole header. */
  readonly authorization: Secret | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** An HTTP proxy that makes tunnels. */
export interface Proxy {
  /** Whether one speaks TLS with the proxy itself. */
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`. */
  readonly authorization: Secret | undefined;
}

/** Which way to a server; undefined: directly. @throws AppError `invalid` when the settings name an odd proxy */
export type FindProxy = (host: string, port: number) => Proxy | undefined;

/** Only TLS goes through it, so nothing but CONNECT is asked of the proxy. */
export function findProxy(settings: ProxySettings): FindProxy {
  return (host, port) => {
    if (settings.support === 'off' || isLoopback(host) || host === '::1') return undefined;
    const address = proxyAddress(settings);
    if (address === undefined) return undefined;
    const name = host.toLowerCase();
    if (exemptions(settings).some((entry) => matches(entry, name, port))) return undefined;
    return parseProxy(address, settings.authorization);
  };
}

/** The address of the proxy for TLS, as it was written; undefined: there is none. */
export function proxyAddress({
  support,
  proxy,
  environment,
}: Pick<ProxySettings, 'support' | 'proxy' | 'environment'>): string | undefined {
  if (support === 'off') return undefined;
  if (proxy !== '') return proxy;
  return first(environment, 'https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY');
}

/** What is reached without the proxy, in lower case. */
export function exemptions({
  noProxy,
  environment,
}: Pick<ProxySettings, 'noProxy' | 'environment'>): string[] {
  const listed = (first(environment, 'no_proxy', 'NO_PROXY') ?? '').split(',');
  return (noProxy.length > 0 ? noProxy : listed)
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
}

function parseProxy(address: string, authorization: Secret | undefined): Proxy {
  const full = /^[a-z0-9+.-]+:\/\//i.test(address) ? address : `http://${address}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (!url || url.hostname === '') {
    throw odd('The proxy of the settings or the environment is not an address.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw odd(
      `The proxy of the settings or the environment is of the kind ${url.protocol.slice(0, -1)}. Only HTTP proxies are supported here: no SOCKS, no automatic configuration (PAC).`,
    );
  }
  const secure = url.protocol === 'https:';
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    secure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authorization:
      authorization ?? (login === ':' ? undefined : new Secret(`Basic ${toBase64(login)}`)),
  };
}

function odd(message: string): AppError {
  return new AppError('invalid', `${message} Set "http.proxy" to an HTTP proxy, or to nothing.`, {
    fix: 'open-proxy-settings',
  });
}

/** `*`, `example.com` with everything below it, `.example.com`, `*.example.com`, `host:port`, `10.0.0.0/8`. */
function matches(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inNetwork(entry, host);
  const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const bare = name.replace(/^\*?\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function inNetwork(entry: string, host: string): boolean {
  const [network = '', length = ''] = entry.split('/');
  const [a, b, bits] = [ipv4(network), ipv4(host), Number(length)];
  if (a === undefined || b === undefined || !(bits >= 0 && bits <= 32)) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(a / size) === Math.floor(b / size);
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.reduce((value, part) => value * 256 + Number(part), 0);
}

/** The first of these that is set. */
export function first(
  env: Readonly<Record<string, string | undefined>>,
  ...names: readonly string[]
): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== '');
}
