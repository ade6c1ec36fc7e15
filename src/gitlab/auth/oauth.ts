import * as z from 'zod';
import { AppError, isAppError } from '../../base/errors';
import { Secret } from '../../base/secret';
import { wait } from '../../base/wait';
import { type DeviceCode, type OAuthTokens, usualLifetimeMs } from '../../model/oauth';
import { missingScopes } from '../../model/setup';
import { type Http } from '../http/http';
import { maybe, parseAnswer } from '../parse';

export interface OAuth {
  /** Turns the code of the redirect into tokens. A code works once. */
  exchange(
    code: string,
    verifier: string,
    redirectUri: string,
    signal: AbortSignal,
  ): Promise<OAuthTokens>;
  /** Both old tokens end with this: store the new pair at once. */
  refresh(refreshToken: Secret, signal: AbortSignal): Promise<OAuthTokens>;
  revoke(token: Secret, signal: AbortSignal): Promise<void>;
  /** Shows a code to the person, then waits until they let this device in. */
  device(
    scopes: readonly string[],
    onCode: (code: DeviceCode) => void,
    signal: AbortSignal,
  ): Promise<OAuthTokens>;
}

export interface OAuthOptions {
  readonly http: Http;
  readonly clientId: string;
  readonly now?: () => number;
  /** Divides the pauses the server asks for; only tests are in a hurry. */
  readonly speed?: number;
}

const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));

const tokensSchema = z.object({
  access_token: secret,
  refresh_token: maybe(secret),
  expires_in: maybe(z.number()),
  scope: maybe(z.string()),
});

const deviceSchema = z.object({
  device_code: secret,
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: maybe(z.string()),
  expires_in: z.number(),
  interval: maybe(z.number()),
});

export function createOAuth(options: OAuthOptions): OAuth {
  const { http, clientId, now = Date.now, speed = 1 } = options;

  const post = (
    path: string,
    fields: Readonly<Record<string, string>>,
    purpose: string,
    signal: AbortSignal,
  ) =>
    http.request(
      {
        method: 'POST',
        path,
        body: { kind: 'form', fields: { client_id: clientId, ...fields } },
        purpose,
        anonymous: true,
      },
      signal,
    );

  async function tokens(
    fields: Readonly<Record<string, string>>,
    purpose: string,
    signal: AbortSignal,
  ): Promise<OAuthTokens> {
    const issuedAt = now();
    const raw = parseAnswer(
      tokensSchema,
      await post('oauth/token', fields, purpose, signal),
      purpose,
    );
    const missing = raw.scope === undefined ? [] : missingScopes({ scopes: raw.scope.split(' ') });
    if (missing.length > 0) {
      throw new AppError(
        'forbidden',
        `Cannot ${purpose}: the OAuth application gives no scope ${missing.join(', ')}. Its owner can add it in GitLab.`,
        { fix: 'sign-in-gitlab' },
      );
    }
    return {
      access: raw.access_token,
      refresh: raw.refresh_token,
      issuedAt,
      expiresAt:
        issuedAt + (raw.expires_in === undefined ? usualLifetimeMs : raw.expires_in * 1_000),
    };
  }

  return {
    exchange: (code, verifier, redirectUri, signal) =>
      tokens(
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
          code_verifier: verifier,
        },
        'sign in to GitLab',
        signal,
      ),
    async refresh(refreshToken, signal) {
      const purpose = 'renew the sign-in to GitLab';
      const fields = { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() };
      try {
        return await tokens(fields, purpose, signal);
      } catch (error) {
        if (isAppError(error, 'invalid', 'signed-out')) throw signedOut(error);
        throw error;
      }
    },
    async revoke(token, signal) {
      await post('oauth/revoke', { token: token.reveal() }, 'sign out of GitLab', signal);
    },
    async device(scopes, onCode, signal) {
      const purpose = 'sign in to GitLab with a code';
      const answer = await post(
        'oauth/authorize_device',
        { scope: scopes.join(' ') },
        purpose,
        signal,
      );
      const raw = parseAnswer(deviceSchema, answer, purpose);
      const expiresAt = now() + raw.expires_in * 1_000;
      onCode({
        userCode: raw.user_code,
        verificationUrl: raw.verification_uri,
        completeUrl: raw.verification_uri_complete,
        expiresAt,
      });
      const fields = {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: raw.device_code.reveal(),
      };
      let intervalS = raw.interval ?? 5;
      for (;;) {
        await wait((intervalS * 1_000) / speed, signal);
        if (now() > expiresAt) throw expired();
        try {
          return await tokens(fields, purpose, signal);
        } catch (error) {
          switch (codeOf(error)) {
            case 'authorization_pending':
              break;
            case 'slow_down':
              // RFC 8628, 3.5.
              intervalS += 5;
              break;
            case 'expired_token':
              throw expired();
            case 'access_denied':
              throw new AppError(
                'signed-out',
                'Cannot sign in to GitLab with a code: it was refused in the browser. Start again when you want to let this editor in.',
                { fix: 'sign-in-gitlab', cause: error },
              );
            default:
              throw error;
          }
        }
      }
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? (error.code ?? '') : '';
}

function expired(): AppError {
  return new AppError(
    'signed-out',
    'Cannot sign in to GitLab with a code: nobody typed it in before it expired. Start again for a new code.',
    { fix: 'sign-in-gitlab' },
  );
}

function signedOut(cause: unknown): AppError {
  return new AppError(
    'signed-out',
    'The sign-in to GitLab has ended and cannot be renewed. Sign in again.',
    { fix: 'sign-in-gitlab', cause },
  );
}
