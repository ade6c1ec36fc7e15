import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { badParameter, invalid, notFound } from '../http/refusals';
import { removeRows, type SshKey } from '../world';
import { iso } from './users';

const usages = ['auth', 'signing', 'auth_and_signing'] as const;
const keyTypes = [
  'ssh-rsa',
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

export function sshKeyRoutes(context: GitLabContext): Route[] {
  const { sshKeys } = context.world.tables;
  const mine = (exchange: Exchange): SshKey[] =>
    sshKeys.filter((row) => row.userId === exchange.signedIn().user.id);
  const chosen = (exchange: Exchange): SshKey => {
    const key = mine(exchange).find((row) => String(row.id) === exchange.params['key']);
    if (key === undefined) throw notFound('Key');
    return key;
  };
  return [
    {
      method: 'GET',
      path: '/api/v4/user/keys',
      scopes: ['api', 'read_api', 'read_user'],
      handle: async (exchange) => paged(exchange, context.externalUrl, mine(exchange), presentKey),
    },
    {
      method: 'GET',
      path: '/api/v4/user/keys/:key',
      scopes: ['api', 'read_api', 'read_user'],
      handle: async (exchange) => ({ status: 200, json: presentKey(chosen(exchange)) }),
    },
    {
      method: 'POST',
      path: '/api/v4/user/keys',
      scopes: ['api'],
      async handle(exchange) {
        const { user } = exchange.signedIn();
        const params = new Params(await exchange.fields()).require('title', 'key');
        const expires = params.text('expires_at');
        const key: SshKey = {
          id: context.world.nextId('sshKeys'),
          userId: user.id,
          title: params.filled('title'),
          key: params.required('key').trim(),
          usageType: params.oneOf('usage_type', usages) ?? 'auth_and_signing',
          createdAt: context.now(),
          ...(expires === undefined ? {} : { expiresAt: moment(expires) }),
        };
        check(key, sshKeys);
        sshKeys.push(key);
        context.world.changed();
        return { status: 201, json: presentKey(key) };
      },
    },
    {
      method: 'DELETE',
      path: '/api/v4/user/keys/:key',
      scopes: ['api'],
      async handle(exchange) {
        const gone = chosen(exchange);
        removeRows(sshKeys, (row) => row === gone);
        context.world.changed();
        return { status: 204 };
      },
    },
  ];
}

/** A key belongs to one account only, whatever its comment says. */
function check(key: SshKey, others: readonly SshKey[]): void {
  const material = materialOf(key.key);
  if (material === undefined) {
    throw invalid({ key: ['is invalid'], fingerprint_sha256: ["can't be blank"] });
  }
  if (others.some((row) => materialOf(row.key) === material)) {
    throw invalid({ fingerprint_sha256: ['has already been taken'] });
  }
  if (key.expiresAt !== undefined && key.expiresAt < key.createdAt) {
    throw invalid({ key: ['has expired'] });
  }
}

/** The base64 part, when it really is a key of the type it claims to be. */
function materialOf(text: string): string | undefined {
  const [type = '', material = ''] = text.split(/\s+/);
  if (!keyTypes.includes(type)) return undefined;
  const bytes = Buffer.from(material, 'base64');
  if (bytes.byteLength < 4) return undefined;
  const length = bytes.readUInt32BE(0);
  return bytes.subarray(4, 4 + length).toString('latin1') === type ? material : undefined;
}

function moment(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw badParameter('expires_at is invalid');
  return at;
}

function presentKey(key: SshKey): Record<string, unknown> {
  return {
    id: key.id,
    title: key.title,
    created_at: iso(key.createdAt),
    expires_at: iso(key.expiresAt),
    key: key.key,
    usage_type: key.usageType,
  };
}
