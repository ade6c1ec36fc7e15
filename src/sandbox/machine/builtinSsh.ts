import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import ssh2, { type Connection, type ParsedKey, type PublicKeyAuthContext } from 'ssh2';
import { answerSession } from './builtinSession';
import { type SshOptions, type SshService } from './sshd';
import { type Tools } from './tools';

/**
 * An SSH server for computers without OpenSSH's or without a way to give it users: real shells, commands,
 * sftp where the computer has a server for it, and forwarding to loopback.
 * @param envOf environment of a user's login
 */
export async function startBuiltinSsh(
  options: SshOptions,
  envOf: (user: string) => Readonly<Record<string, string>>,
  tools: Tools,
): Promise<SshService> {
  const connections = new Set<Connection>();
  const groups = new Set<number>();
  const server = new ssh2.Server(
    {
      hostKeys: options.keys.map((key) => key.privateKey),
      ident: 'OpenSSH_9.6p1 Ubuntu-3ubuntu13',
    },
    (connection) => {
      connections.add(connection);
      let user = '';
      connection.on('error', () => undefined);
      connection.once('close', () => connections.delete(connection));
      connection.on('authentication', (context) => {
        if (context.method !== 'publickey') {
          context.reject(['publickey']);
          return;
        }
        void isAllowed(context, options).then((allowed) => {
          if (!allowed) {
            context.reject(['publickey']);
            return;
          }
          user = context.username;
          context.accept();
        });
      });
      connection.on('ready', () => {
        connection.on('session', (accept) => {
          const env = envOf(user);
          answerSession(accept(), { env, cwd: options.folder.home(user), tools, groups });
        });
        connection.on('tcpip', (accept, reject, info) => {
          const target = createConnection({ host: info.destIP, port: info.destPort });
          target.once('error', () => reject());
          target.once('connect', () => {
            const channel = accept();
            target.removeAllListeners('error');
            target.on('error', () => channel.destroy());
            channel.on('error', () => target.destroy());
            channel.once('close', () => target.destroy());
            channel.pipe(target).pipe(channel);
          });
        });
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.address, () => resolve());
  });
  return {
    get roots() {
      return [...groups];
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}

async function isAllowed(context: PublicKeyAuthContext, options: SshOptions): Promise<boolean> {
  if (!options.users.includes(context.username)) return false;
  const file = join(options.folder.home(context.username), '.ssh/authorized_keys');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  for (const line of lines) {
    const key = ssh2.utils.parseKey(line.trim());
    if (key instanceof Error || Array.isArray(key)) continue;
    if (!key.getPublicSSH().equals(context.key.data)) continue;
    // Without a signature the client only asks whether the key would do.
    return context.signature === undefined || signed(key, context);
  }
  return false;
}

function signed(key: ParsedKey, context: PublicKeyAuthContext): boolean {
  const { blob, signature, hashAlgo } = context;
  if (blob === undefined || signature === undefined) return false;
  return key.verify(blob, signature, hashAlgo);
}
