import { join } from 'node:path';
import { errorText } from '../../src/base/errors';
import { never, wait } from '../../src/base/wait';
import { ensureCertificates } from '../../src/sandbox/certificates';
import { startCloud } from '../../src/sandbox/cloud/cloud';
import { startGitLab } from '../../src/sandbox/gitlab/server';
import { type CloudTables } from '../../src/sandbox/cloud/world';
import { machinesWithKeys } from './machines';
import { type CloudAddress, type CloudOrder } from './protocol';
import { drift } from './drift';
import { putTables, sightOf } from './sight';

/** The simulated cloud, and a GitLab, in a process of their own. Argument: a folder for their files. */
async function main(): Promise<void> {
  const folder = process.argv[2] ?? '';
  const tls = await ensureCertificates(folder);
  const cloud = await startCloud({
    tls,
    // Eighteen minutes of GitLab become twenty milliseconds.
    speed: 50_000,
    machines: machinesWithKeys,
  });
  const gitlab = await startGitLab({ folder: join(folder, 'gitlab'), tls });
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
        putTables(tables, kept.get(order.name));
        return undefined;
      case 'drift':
        drift(tables);
        return undefined;
      case 'end':
        await cloud[Symbol.asyncDispose]();
        await gitlab[Symbol.asyncDispose]();
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
    gitlab: { url: gitlab.url, ca: tls.ca, token: gitlab.tokens['anna']?.reveal() ?? '' },
  };
  process.send?.({ answer: address });
}

void main();
