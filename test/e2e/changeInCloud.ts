import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Secret } from '../../src/base/secret';
import { never } from '../../src/base/wait';
import { securityRules } from '../../src/model/blueprint';
import { finished, type Operation } from '../../src/model/cloud';
import { createYandex } from '../../src/yandex/cloud';
import { type SandboxAddress } from './sandboxProcess';

/** Somebody else opens SSH to everybody and protects GitLab, by the cloud's own API. */
export async function changeInCloud({
  endpoint,
  ca,
  iamToken,
}: SandboxAddress['cloud']): Promise<void> {
  const client = createYandex({
    endpoint,
    ca: await readFile(ca, 'utf8'),
    credentials: { kind: 'iam-token', token: new Secret(iamToken) },
  });
  const settled = async (operation: Promise<Operation>): Promise<void> => {
    finished(await client.settle((await operation).id, never));
  };
  try {
    for (const { id } of await client.clouds(never)) {
      for (const folder of await client.folders(id, never)) {
        const groups = await client.securityGroups(folder.id, never);
        const group = groups.find((one) => one.name === 'gitlab-sg');
        const [instance] = await client.gitlabInstances(folder.id, never);
        if (!group || !instance) continue;
        await settled(
          client.replaceRules(group.id, securityRules(['0.0.0.0/0']), randomUUID(), never),
        );
        await settled(client.protectGitLab(instance.id, true, randomUUID(), never));
      }
    }
  } finally {
    client.dispose();
  }
}
