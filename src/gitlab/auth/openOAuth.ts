import { type Disposable } from '../../base/disposable';
import { AppError } from '../../base/errors';
import { type FindProxy } from '../../model/proxy';
import { parseServerAddress } from '../../model/serverAddress';
import { createHttp } from '../http/http';
import { createOAuth, type OAuth } from './oauth';

export interface OpenOAuthOptions {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly ca?: string | undefined;
  readonly proxy?: FindProxy | undefined;
  /** Of one request, 30 s otherwise. */
  readonly timeoutMs?: number | undefined;
  readonly now?: () => number;
  readonly speed?: number;
}

/** OAuth at one GitLab, with connections of its own that `dispose` closes. */
export function openOAuth(options: OpenOAuthOptions): OAuth & Disposable {
  const address = parseServerAddress(options.baseUrl);
  if (address.kind === 'problem') {
    throw new AppError('invalid', address.message, { fix: 'open-settings' });
  }
  const http = createHttp({
    baseUrl: address.url,
    ca: options.ca,
    proxy: options.proxy,
    timeoutMs: options.timeoutMs,
    token: { current: () => Promise.resolve(undefined) },
  });
  return { ...createOAuth({ ...options, http }), dispose: () => http.dispose() };
}
