import { constants, createPrivateKey, sign } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../base/errors';
import { Secret } from '../base/secret';

/** The file that the console gives for an authorized key of a service account. */
export interface AuthorizedKey {
  readonly id: string;
  readonly serviceAccountId: string;
  readonly privateKey: Secret;
}

const keySchema = z.object({
  id: z.string().min(1),
  service_account_id: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
});

/** Reads the text of the file; says what is wrong with it without showing it. */
export function parseAuthorizedKey(text: string): AuthorizedKey {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError(
      'invalid',
      'Cannot read the authorized key: the file is not JSON. Choose the file that the console gave when the key was created.',
    );
  }
  const parsed = keySchema.safeParse(json);
  if (!parsed.success) {
    const missing = parsed.error.issues.map((issue) => `“${issue.path.join('.')}”`).join(', ');
    throw new AppError(
      'invalid',
      `Cannot read the authorized key: ${missing} is missing or wrong. Choose the file that the console gave when the key was created.`,
    );
  }
  const { id, service_account_id: serviceAccountId, private_key: pem } = parsed.data;
  const key = {
    id,
    serviceAccountId,
    privateKey: new Secret(pem.slice(pem.indexOf('-----BEGIN'))),
  };
  assertUsable(key);
  return key;
}

/** A proof of the account, to be exchanged for an IAM token. @param now ms since 1970 */
export function signedJwt(key: AuthorizedKey, now: number): Secret {
  const issuedAt = Math.floor(now / 1000);
  const head = { typ: 'JWT', alg: 'PS256', kid: key.id };
  const claims = {
    iss: key.serviceAccountId,
    aud: 'https://iam.api.cloud.yandex.net/iam/v1/tokens',
    iat: issuedAt,
    exp: issuedAt + 3600,
  };
  const signed = `${base64url(head)}.${base64url(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), {
    key: key.privateKey.reveal(),
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
  return new Secret(`${signed}.${signature.toString('base64url')}`);
}

function assertUsable(key: AuthorizedKey): void {
  let type: string | undefined;
  try {
    type = createPrivateKey(key.privateKey.reveal()).asymmetricKeyType;
  } catch {
    type = undefined;
  }
  if (type !== 'rsa') {
    throw new AppError(
      'invalid',
      'Cannot read the authorized key: its private key is not an RSA key or is damaged. Create a new key in the console.',
    );
  }
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
