import { isRecord } from '../base/record';
import { Secret } from '../base/secret';

/** How somebody signed in to the cloud by themselves. */
export type DirectCredential =
  | { readonly kind: 'iam-token'; readonly token: Secret }
  /** The JSON file of an authorized key, whole, and the service account that it names. */
  | { readonly kind: 'authorized-key'; readonly file: Secret; readonly serviceAccountId: string }
  | { readonly kind: 'cli'; readonly profile: string | undefined }
  | { readonly kind: 'metadata' };

/** How somebody signed in to the cloud. */
export type CloudCredential =
  | DirectCredential
  /** Acts as a service account, with the right of another sign-in to do so. */
  | {
      readonly kind: 'impersonation';
      readonly serviceAccountId: string;
      readonly through: DirectCredential;
    };

/** The text for the vault: the one place where the secrets are written out. */
export function packCloudCredential(credential: CloudCredential): Secret {
  return new Secret(JSON.stringify(plainOf(credential)));
}

function plainOf(credential: CloudCredential): object {
  switch (credential.kind) {
    case 'iam-token':
      return { kind: credential.kind, secret: credential.token.reveal() };
    case 'authorized-key': {
      const { kind, file, serviceAccountId } = credential;
      return { kind, serviceAccountId, secret: file.reveal() };
    }
    case 'cli':
      return { kind: credential.kind, profile: credential.profile };
    case 'metadata':
      return { kind: credential.kind };
    case 'impersonation': {
      const { kind, serviceAccountId, through } = credential;
      return { kind, serviceAccountId, through: plainOf(through) };
    }
  }
}

/** What the vault had; anything odd counts as not signed in. */
export function unpackCloudCredential(text: Secret): CloudCredential | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text.reveal());
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  if (value['kind'] !== 'impersonation') return directOf(value);
  const { serviceAccountId, through } = value;
  const own = isRecord(through) ? directOf(through) : undefined;
  if (typeof serviceAccountId !== 'string' || !own) return undefined;
  return { kind: 'impersonation', serviceAccountId, through: own };
}

function directOf(value: Record<string, unknown>): DirectCredential | undefined {
  const { kind, secret, profile, serviceAccountId } = value;
  if (kind === 'metadata') return { kind };
  if (kind === 'cli') return { kind, profile: typeof profile === 'string' ? profile : undefined };
  if (typeof secret !== 'string') return undefined;
  if (kind === 'iam-token') return { kind, token: new Secret(secret) };
  if (kind === 'authorized-key' && typeof serviceAccountId === 'string') {
    return { kind, file: new Secret(secret), serviceAccountId };
  }
  return undefined;
}

/** In words, for messages and the account's name. */
export function cloudCredentialName(credential: CloudCredential): string {
  switch (credential.kind) {
    case 'iam-token':
      return 'IAM token';
    case 'authorized-key':
      return `authorized key of ${credential.serviceAccountId}`;
    case 'cli':
      return `yc profile ${credential.profile ?? 'in use'}`;
    case 'metadata':
      return 'service account of this machine';
    case 'impersonation':
      return `${credential.serviceAccountId} by ${cloudCredentialName(credential.through)}`;
  }
}

/** Whether the token was pasted, so that there is no next one. */
export function isPasted(credential: CloudCredential): boolean {
  return credential.kind === 'impersonation'
    ? isPasted(credential.through)
    : credential.kind === 'iam-token';
}
