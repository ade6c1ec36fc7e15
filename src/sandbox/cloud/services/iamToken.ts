import { constants, verify } from 'node:crypto';
import { IamTokenServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/iam_token_service';
import * as z from 'zod';
import { Secret } from '../../../base/secret';
import { findToken, issueToken, tokenLifeMs } from '../access/tokens';
import { type CloudContext } from '../context';
import { type ServiceAccountRow } from '../rows';
import { implement, type Method } from '../wire/implement';
import { CloudError, invalid, notFound } from '../wire/status';
import { findById } from '../world';

const audience = 'https://iam.api.cloud.yandex.net/iam/v1/tokens';
const headerSchema = z.object({ alg: z.literal('PS256'), kid: z.string() });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  iat: z.number(),
  exp: z.number(),
});

export function iamTokenService(context: CloudContext): Method[] {
  const { access, clock, world } = context;

  function tokenFor(account: ServiceAccountRow): { iamToken: string; expiresAt: Date } {
    account.lastAuthenticatedAt = clock.now();
    const subject = { subjectId: account.id, subjectType: 'serviceAccount' as const };
    const issued = issueToken(world, subject, clock.now() + tokenLifeMs);
    return { iamToken: issued.token.reveal(), expiresAt: new Date(issued.expiresAt) };
  }

  return implement(IamTokenServiceService, {
    create(request) {
      if (request.yandexPassportOauthToken !== undefined) {
        throw new CloudError('UNAUTHENTICATED', 'OAuth token is invalid or expired');
      }
      if (request.jwt === undefined) throw invalid('identity', 'One of the fields is required');
      return tokenFor(accountOfJwt(context, request.jwt));
    },

    createForServiceAccount(request, call) {
      const subject = access.authenticate(call);
      const account = findById(world.tables.serviceAccounts, request.serviceAccountId);
      if (!account) throw notFound('Service account', request.serviceAccountId);
      access.require(subject, 'iam.serviceAccounts.createToken', {
        type: 'iam.serviceAccount',
        id: account.id,
      });
      return tokenFor(account);
    },

    revoke(request, call) {
      access.authenticate(call);
      const row = findToken(world, new Secret(request.iamToken));
      if (!row) throw invalid('iam_token', 'The token is invalid');
      row.revoked = true;
      world.changed();
      return { subjectId: row.subjectId };
    },
  });
}

/** The account that signed the JWT with one of its keys. @throws CloudError UNAUTHENTICATED */
function accountOfJwt({ world, clock }: CloudContext, jwt: string): ServiceAccountRow {
  const refuse = (why: string): CloudError =>
    new CloudError('UNAUTHENTICATED', `JWT is invalid: ${why}`);
  const [head = '', body = '', signature = '', ...more] = jwt.split('.');
  const header = headerSchema.safeParse(parseJson(head));
  const claims = claimsSchema.safeParse(parseJson(body));
  if (more.length > 0 || !header.success) throw refuse('a PS256 header with a key id is needed');
  if (!claims.success) throw refuse('iss, aud, iat and exp are needed');
  const { iss, aud, iat, exp } = claims.data;
  if (![aud].flat().includes(audience)) throw refuse('wrong audience');
  const now = clock.now() / 1000;
  if (exp <= now) throw refuse('it has expired');
  if (iat > now + 60) throw refuse('it was issued in the future');
  if (exp - iat > 3600) throw refuse('it lives longer than an hour');
  const key = findById(world.tables.keys, header.data.kid);
  const account = findById(world.tables.serviceAccounts, iss);
  if (!key || !account || key.serviceAccountId !== iss) throw refuse('unknown key or account');
  const fits = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    {
      key: key.publicKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    },
    Buffer.from(signature, 'base64url'),
  );
  if (!fits) throw refuse('the signature does not fit');
  key.lastUsedAt = clock.now();
  return account;
}

function parseJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
