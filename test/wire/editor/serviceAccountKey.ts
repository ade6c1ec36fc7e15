import { randomUUID } from 'node:crypto';
import { CreateKeyRequest, KeyServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/key_service';
import { never } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { type FolderId, type ServiceAccountId } from '../../../src/model/ids';
import { type SandboxCloud } from '../../../src/sandbox/cloud/cloud';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { fixedToken } from '../../../src/yandex/tokens';
import { Wire } from '../../../src/yandex/wire';

/** Makes a service account with these roles in the folder. */
export async function makeRobot(
  operator: YandexCloud,
  folder: FolderId,
  roles: readonly string[],
): Promise<ServiceAccountId> {
  const request = { folderId: folder, name: 'robot', description: '', labels: {} };
  const made = await operator.createServiceAccount(request, randomUUID(), never);
  finished(await operator.settle(made.id, never));
  const robot = made.resourceId as ServiceAccountId;
  const changes = roles.map((role) => ({ action: 'add' as const, role, serviceAccountId: robot }));
  const bound = await operator.changeBindings(folder, changes, randomUUID(), never);
  finished(await operator.settle(bound.id, never));
  return robot;
}

/** The text of the file that the console gives for a new authorized key. @param ca PEM */
export async function keyFile(
  cloud: Pick<SandboxCloud, 'endpoint' | 'token'>,
  ca: string,
  robot: ServiceAccountId,
): Promise<string> {
  const wire = new Wire({ endpoint: cloud.endpoint, ca });
  try {
    const made = await wire.call(
      KeyServiceService.create,
      CreateKeyRequest.fromPartial({ serviceAccountId: robot }),
      { purpose: { doing: 'make a key' }, signal: never, tokens: fixedToken(cloud.token) },
    );
    return JSON.stringify({
      id: made.key?.id,
      service_account_id: robot,
      private_key: made.privateKey,
    });
  } finally {
    wire.dispose();
  }
}

/** The lines of the key that nobody may find anywhere. */
export function keyLines(file: string): string[] {
  const { private_key: pem } = JSON.parse(file) as { private_key: string };
  return pem.split('\n').filter((line) => line.length === 64);
}
