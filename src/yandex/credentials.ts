import {
  CreateIamTokenForServiceAccountRequest,
  CreateIamTokenRequest,
  type CreateIamTokenResponse,
  IamTokenServiceService,
} from '@yandex-cloud/nodejs-sdk/iam-v1/iam_token_service';
import { AppError } from '../base/errors';
import { Secret } from '../base/secret';
import { type ServiceAccountId } from '../model/ids';
import { type AuthorizedKey, signedJwt } from './authorizedKey';
import { metadataAddress, metadataToken } from './metadataToken';
import { fixedToken, type IssuedToken, RenewedTokens } from './tokens';
import { type TokenSource, type Wire } from './wire';
import { ycCli } from './ycCli';

/** The ways to sign in. OAuth tokens are not among them: Yandex ends them by the end of 2026. */
export type Credentials =
  | { readonly kind: 'iam-token'; readonly token: Secret }
  | { readonly kind: 'authorized-key'; readonly key: AuthorizedKey }
  /** @param command the program, `yc` by default */
  | {
      readonly kind: 'cli';
      readonly profile?: string | undefined;
      readonly command?: string | undefined;
    }
  /** @param url of the metadata service, the well-known address by default */
  | { readonly kind: 'metadata'; readonly url?: string | undefined }
  /** Needs the role iam.serviceAccounts.tokenCreator on the account. */
  | {
      readonly kind: 'impersonation';
      readonly serviceAccountId: ServiceAccountId;
      readonly through: Exclude<Credentials, { readonly kind: 'impersonation' }>;
    };

/** The exchange goes through `wire`, so that its endpoint and CA hold for it too. */
export function tokenSource(credentials: Credentials, wire: Wire, now: () => number): TokenSource {
  switch (credentials.kind) {
    case 'iam-token':
      return fixedToken(credentials.token);
    case 'authorized-key':
      return new RenewedTokens((signal) => exchange(credentials.key, wire, now, signal), now);
    case 'cli': {
      const cli = ycCli(credentials.command);
      return new RenewedTokens(
        async (signal) => ({
          token: await cli.token(credentials.profile, signal),
          expiresAt: undefined,
        }),
        now,
      );
    }
    case 'metadata':
      return new RenewedTokens(
        (signal) => metadataToken(credentials.url ?? metadataAddress(), now, signal),
        now,
      );
    case 'impersonation': {
      const own = tokenSource(credentials.through, wire, now);
      return new RenewedTokens(
        (signal) => impersonate(credentials.serviceAccountId, own, wire, signal),
        now,
      );
    }
  }
}

/** The id of the account, where there is a way to know it; the cloud itself tells nobody who they are. */
export function subjectOf(
  credentials: Credentials,
  signal: AbortSignal,
): Promise<string | undefined> {
  switch (credentials.kind) {
    case 'authorized-key':
      return Promise.resolve(credentials.key.serviceAccountId);
    case 'impersonation':
      return Promise.resolve(credentials.serviceAccountId);
    case 'cli':
      return ycCli(credentials.command).subject(credentials.profile, signal);
    case 'iam-token':
    case 'metadata':
      return Promise.resolve(undefined);
  }
}

/** What somebody pasted as a token: an IAM token, or a reason why not. */
export function parsePastedToken(text: string): Secret {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (/^y[0-3]_/.test(token) || /^AQAA/.test(token)) {
    throw new AppError(
      'invalid',
      'This is an OAuth token. Yandex Cloud ends them in 2026, so they are not accepted here; paste an IAM token (“yc iam create-token” prints one) or sign in with a yc profile.',
    );
  }
  if (token === '' || /\s/.test(token)) {
    throw new AppError(
      'invalid',
      'This is not an IAM token: it should be one word that begins with “t1.”.',
    );
  }
  return new Secret(token);
}

async function exchange(
  key: AuthorizedKey,
  wire: Wire,
  now: () => number,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const answer = await wire.call(
    IamTokenServiceService.create,
    CreateIamTokenRequest.fromPartial({ jwt: signedJwt(key, now()).reveal() }),
    { purpose: { doing: 'sign in with the authorized key' }, signal, safe: true },
  );
  return issued(answer);
}

async function impersonate(
  serviceAccountId: ServiceAccountId,
  tokens: TokenSource,
  wire: Wire,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const answer = await wire.call(
    IamTokenServiceService.createForServiceAccount,
    CreateIamTokenForServiceAccountRequest.fromPartial({ serviceAccountId }),
    {
      purpose: {
        doing: `act as service account “${serviceAccountId}”`,
        role: 'iam.serviceAccounts.tokenCreator',
        where: 'that service account',
      },
      signal,
      tokens,
      safe: true,
    },
  );
  return issued(answer);
}

function issued(answer: CreateIamTokenResponse): IssuedToken {
  if (answer.iamToken === '') {
    throw new AppError('remote', 'Yandex Cloud answered the sign-in without a token. Try again.', {
      fix: 'retry',
    });
  }
  return { token: new Secret(answer.iamToken), expiresAt: answer.expiresAt?.getTime() };
}
