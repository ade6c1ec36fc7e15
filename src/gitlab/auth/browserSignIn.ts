import { createServer, type Server } from 'node:http';
import { AppError, cancelled } from '../../base/errors';
import { type OAuthTokens, parseAuthorizationAnswer } from '../../model/oauth';
import { openOAuth } from './openOAuth';
import { authorizeUrl, newState, newVerifier } from './pkce';

export interface BrowserSignIn {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly ca: string | undefined;
  readonly open: (url: string) => Promise<unknown>;
}

/** RFC 8252: the port of a loopback redirect may differ, but GitLab compares it; so there is a fixed one. */
export const redirectPort = 47_829;
export const redirectPath = '/gitlab-mlops/callback';

/**
 * Sends the user to GitLab's consent page and waits for the browser to come back to loopback with a code.
 * The application in GitLab has to have `http://127.0.0.1:47829/gitlab-mlops/callback` as its redirect URI.
 */
export async function signInWithBrowser(
  options: BrowserSignIn,
  signal: AbortSignal,
): Promise<OAuthTokens> {
  const oauth = openOAuth(options);
  const [state, verifier] = [newState(), newVerifier()];
  const redirectUri = `http://127.0.0.1:${redirectPort}${redirectPath}`;
  try {
    const code = codeFromBrowser(state, signal);
    await Promise.race([
      code,
      options.open(
        authorizeUrl(options.baseUrl, {
          clientId: options.clientId,
          redirectUri,
          scopes: ['api'],
          state,
          verifier,
        }),
      ),
    ]);
    return await oauth.exchange(await code, verifier, redirectUri, signal);
  } finally {
    oauth.dispose();
  }
}

function codeFromBrowser(state: string, signal: AbortSignal): Promise<string> {
  const server = createServer();
  return new Promise<string>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(cancelled(signal.reason)), { once: true });
    server.once('error', (error) =>
      reject(
        new AppError(
          'conflict',
          `Cannot wait for the browser: port ${redirectPort} is in use. Sign in with a code instead.`,
          { cause: error },
        ),
      ),
    );
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const answer =
        url.pathname === redirectPath
          ? parseAuthorizationAnswer(url.searchParams, state)
          : ({ kind: 'foreign' } as const);
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.setHeader('connection', 'close');
      switch (answer.kind) {
        case 'foreign':
          response.writeHead(404).end('Not here.');
          return;
        case 'refused':
          response.end('GitLab was told no. You can close this page.');
          reject(new AppError('forbidden', `GitLab did not let you in: ${answer.reason}.`));
          return;
        case 'code':
          response.end('Signed in. You can close this page and go back to the editor.');
          resolve(answer.code);
      }
    });
    server.listen(redirectPort, '127.0.0.1');
  }).finally(() => close(server));
}

function close(server: Server): void {
  server.close();
  server.closeIdleConnections();
}
