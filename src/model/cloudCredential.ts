import { isRecord } from '../base/record';
import { Secret } from '../base/secret';

/** How somebody signed in to the cloud. */
export type CloudCredential =
  | { readonly kind: 'iam-token'; readonly token: Secret }
  /** The JSON file of an authorized key, whole. */
  | { readonly kind: 'authorized-key'; readonly file: Secret }
  | { readonly kind: 'cli'; readonly profile: string | undefined }
  | { readonly kind: 'metadata' };

/** The text for the vault: the one place where the secrets are written out. */
export function packCloudCredential(credential: CloudCredential): Secret {
  switch (credential.kind) {
    case 'iam-token':
      return pack({ kind: credential.kind, secret: credential.token.reveal() });
    case 'authorized-key':
      return pack({ kind: credential.kind, secret: credential.file.reveal() });
    case 'cli':
      return pack({ kind: credential.kind, profile: credential.profile });
    case 'metadata':
      return pack({ kind: credential.kind });
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
  const { kind, secret, profile } = value;
  if (kind === 'metadata') return { kind };
  if (kind === 'cli') return { kind, profile: typeof profile === 'string' ? profile : undefined };
  if (typeof secret !== 'string') return undefined;
  if (kind === 'iam-token') return { kind, token: new Secret(secret) };
  if (kind === 'authorized-key') return { kind, file: new Secret(secret) };
  return undefined;
}

/** In words, for messages and the account's name. */
export function cloudCredentialName(credential: CloudCredential): string {
  switch (credential.kind) {
    case 'iam-token':
      return 'IAM token';
    case 'authorized-key':
      return 'authorized key';
    case 'cli':
      return `yc profile ${credential.profile ?? 'in use'}`;
    case 'metadata':
      return 'service account of this machine';
  }
}

function pack(value: object): Secret {
  return new Secret(JSON.stringify(value));
}
