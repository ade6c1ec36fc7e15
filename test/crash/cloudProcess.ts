import { errorText } from '../../src/base/errors';
import { never, wait } from '../../src/base/wait';
import { ensureCertificates } from '../../src/sandbox/certificates';
import { startCloud } from '../../src/sandbox/cloud/cloud';
import { type CloudTables } from '../../src/sandbox/cloud/world';
import { type CloudAddress, type CloudOrder } from './protocol';
import { sightOf } from './sight';

/** The simulated cloud in a process of its own. Argument: a folder for its certificates. */
async function main(): Promise<void> {
  const tls = await ensureCertificates(process.argv[2] ?? '');
  const serial = [
    'ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `ec2: 256 SHA256:${'k'.repeat(43)} root@vm-mlops (ED25519)`,
    'ec2: -----END SSH HOST KEY FINGERPRINTS-----',
  ].join('\n');
  const cloud = await startCloud({
    tls,
    // Eighteen minutes of GitLab become twenty milliseconds.
    speed: 50_000,
    machines: {
      available: { ok: true },
      boot: () => Promise.resolve({ port: 22, serialOutput: () => serial }),
      halt: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
  });
  const { tables } = cloud.world;
  const kept = new Map<string, CloudTables>();

  const quiet = async (): Promise<void> => {
    while (tables.operations.some((row) => row.stage !== 'done')) await wait(2, never);
  };
  const obey = async (order: CloudOrder): Promise<unknown> => {
    await quiet();
    switch (order.do) {
      case 'look':
        return sightOf(tables, cloud.folderId, cloud.crashes.map(errorText));
      case 'keep':
        kept.set(order.name, structuredClone(tables));
        return undefined;
      case 'put':
        put(tables, kept.get(order.name));
        return undefined;
      case 'end':
        await cloud[Symbol.asyncDispose]();
        process.disconnect();
        return undefined;
    }
  };
  process.on('message', (order: CloudOrder) => {
    void obey(order).then((answer) => process.connected && process.send?.({ answer }));
  });
  process.once('disconnect', () => process.exit());
  const address: CloudAddress = {
    endpoint: cloud.endpoint,
    ca: tls.ca,
    token: cloud.token.reveal(),
    cloudId: cloud.cloudId,
    folderId: cloud.folderId,
  };
  process.send?.({ answer: address });
}

function put(tables: CloudTables, kept: CloudTables | undefined): void {
  if (!kept) throw new Error('Nothing was kept under that name.');
  const copy = structuredClone(kept);
  for (const [name, rows] of Object.entries(tables) as [keyof CloudTables, unknown[]][]) {
    rows.splice(0, rows.length, ...copy[name]);
  }
}

void main();
