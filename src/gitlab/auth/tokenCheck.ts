import { AppError } from '../../base/errors';
import { type AccountPort, type CurrentUser, type ServerInfo } from '../../model/ports/gitlabSetup';
import { daysLeft, missingScopes } from '../../model/setup';

export interface CheckedToken {
  readonly user: CurrentUser;
  readonly server: ServerInfo;
  /** Undefined for OAuth tokens and for tokens without an end. */
  readonly daysLeft: number | undefined;
}

/** Whether a token can do this product's work; fails with what it lacks. */
export async function checkToken(
  account: Pick<AccountPort, 'user' | 'server' | 'token'>,
  now: number,
  signal: AbortSignal,
): Promise<CheckedToken> {
  // First the token itself: with too narrow a scope the other calls fail less clearly.
  const token = await account.token(signal);
  if (token) {
    const missing = missingScopes(token);
    if (missing.length > 0) {
      throw new AppError(
        'forbidden',
        `Cannot sign in to GitLab: the token "${token.name}" lacks the scope ${missing.join(', ')}. Create one that has it.`,
        { fix: 'sign-in-gitlab' },
      );
    }
  }
  const [user, server] = await Promise.all([account.user(signal), account.server(signal)]);
  return { user, server, daysLeft: token && daysLeft(token, now) };
}
