import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { whenAborted } from '../../base/abort';
import { AppError, cancelled, throwIfAborted } from '../../base/errors';
import { type FindProxy } from '../../model/proxy';
import { isLoopback } from '../../model/serverAddress';
import { type OAuthTokens, parseAuthorizationAnswer, registeredRedirect } from '../../model/oauth';
import { openOAuth } from './openOAuth';
import { authorizeUrl, newState, newVerifier } from './pkce';

export interface BrowserSignIn {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly ca: string | undefined;
  readonly proxy?: FindProxy | undefined;
  /** The address under which the user's browser reaches an address of this machine. */
  readonly reach?: ((url: string) => Promise<string>) | undefined;
  readonly open: (url: string) => Promise<unknown>;
}

const redirectPath = new URL(registeredRedirect).pathname;

/**
 * Sends the user to GitLab's consent page and waits for the browser to come back to loopback with a code.
 * The application in GitLab has to have `registeredRedirect` as its redirect URI.
 */
export async function signInWithBrowser(
  options: BrowserSignIn,
  signal: AbortSignal,
): Promise<OAuthTokens> {
  const [state, verifier] = [newState(), newVerifier()];
  const oauth = openOAuth(options);
  try {
    await using visitor = await awaitVisitor(state, signal);
    const redirectUri = await reachable(visitor.redirectUri, options.reach);
    const page = authorizeUrl(options.baseUrl, {
      clientId: options.clientId,
      redirectUri,
      scopes: ['api'],
      state,
      verifier,
    });
    const opened = options.open(page).then((done) => {
      // The editor asked whether to open the page, and the answer was no.
      if (done === false) throw cancelled();
      return visitor.code;
    });
    const code = await Promise.race([visitor.code, opened]);
    return await oauth.exchange(code, verifier, redirectUri, signal);
  } finally {
    oauth.dispose();
  }
}

/** On a remote machine the editor forwards the port, perhaps to another one; GitLab takes any port of loopback. */
async function reachable(redirectUri: string, reach: BrowserSignIn['reach']): Promise<string> {
  if (!reach) return redirectUri;
  const own = new URL(redirectUri);
  const text = await reach(redirectUri);
  const seen = URL.canParse(text) ? new URL(text) : own;
  if (seen.protocol !== 'http:' || !isLoopback(seen.hostname) || seen.pathname !== own.pathname) {
    return redirectUri;
  }
  own.port = seen.port;
  return own.toString();
}

interface Visitor extends AsyncDisposable {
  readonly redirectUri: string;
  /** Rejects when GitLab was told no, or the signal was aborted. */
  readonly code: Promise<string>;
}

async function awaitVisitor(state: string, signal: AbortSignal): Promise<Visitor> {
  throwIfAborted(signal);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new AppError(
          'conflict',
          'Cannot wait for the browser on this machine. Sign in with a code instead.',
          { cause: error },
        ),
      ),
    );
    server.listen(0, '127.0.0.1', resolve);
  });
  const code = codeFrom(server, state, signal);
  // Who waits for it hears of a failure; nobody does once the page could not be opened.
  code.catch(() => undefined);
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}${redirectPath}`,
    code,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
    },
  };
}

function codeFrom(server: Server, state: string, signal: AbortSignal): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const forget = whenAborted(signal, () => reject(cancelled(signal.reason)));
    server.once('close', forget);
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
  });
}
