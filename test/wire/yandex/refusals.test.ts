import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { qualifiedName } from '../../../src/sandbox/cloud/wire/implement';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { everyRefusal, type Refusable } from './refusals';

let cloud: SimulatedCloud;
let client: YandexCloud;
beforeAll(async () => {
  cloud = await simulatedCloud();
  client = cloud.client();
});
afterAll(() => cloud[Symbol.asyncDispose]());

const rows = () => Object.values(everyRefusal(cloud.cloudId, cloud.folderId)).flat();

/** A client that knows the names of cloud and folder, as after a folder was chosen. */
async function knowing(as: Refusable['as']): Promise<YandexCloud> {
  if (as) return cloud.client({ credentials: as(cloud.server.token) });
  const known = cloud.client();
  await known.clouds(never);
  await known.folders(cloud.cloudId, never);
  return known;
}

it('names the role that a refused call needs, whichever call it is', async () => {
  const faults: string[] = [];
  for (const row of rows()) {
    if (!('call' in row)) continue;
    const own = await knowing(row.as);
    cloud.server.faults.add({
      service: 'cloud',
      match: row.method,
      fault: { kind: 'status', status: 'PERMISSION_DENIED', message: 'Permission denied' },
    });
    const error: unknown = await row.call(own).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    cloud.server.faults.clear();
    const wanted = `: your account needs the role ${row.role}. Ask an administrator for it, or choose another folder.`;
    const { kind, message } = (error ?? {}) as { kind?: string; message?: string };
    if (kind !== 'forbidden' || message?.endsWith(wanted) !== true) {
      faults.push(
        `${row.method}: ${kind ?? 'went through'}: ${message ?? ''} (wanted ${row.role})`,
      );
    }
  }
  expect(faults).toEqual([]);
});

it('leaves out no function of the adapter, and no method of the cloud that it calls', async () => {
  const others = ['dispose', 'settle', 'settleConflict'];
  const table = everyRefusal(cloud.cloudId, cloud.folderId);
  expect(Object.keys(table).sort()).toEqual(
    Object.keys(client)
      .filter((name) => !others.includes(name))
      .sort(),
  );
  const listed = new Set(rows().map(({ method }) => method));
  const called = await methodsInSource();
  expect(called.size).toBeGreaterThan(45);
  expect([...called].filter((method) => !listed.has(method) && !unlisted.has(method))).toEqual([]);
  expect([...listed].filter((method) => !called.has(method))).toEqual([]);
});

/** Calls that anybody may make, or whose refusal is somebody else's matter. */
const unlisted = new Set([
  // Before anybody is signed in.
  'endpoint.ApiEndpointService/List',
  // Whoever may begin an operation may look at it.
  'operation.OperationService/Get',
]);

/** What src/yandex uses of the SDK's service definitions. */
async function methodsInSource(): Promise<Set<string>> {
  const folder = join(import.meta.dirname, '../../../src/yandex');
  const methods = new Set<string>();
  for (const file of await readdir(folder)) {
    const text = await readFile(join(folder, file), 'utf8');
    const imports = text.matchAll(/import \{([^}]+)\} from '(@yandex-cloud\/nodejs-sdk\/[^']+)'/g);
    for (const [, names = '', module = ''] of imports) {
      for (const name of names.split(',')) {
        const [exported = '', local = exported] = name.trim().split(' as ');
        if (!/Service(Service)?$/.test(exported)) continue;
        const definitions = (await import(module)) as Record<
          string,
          Record<string, { path: string }>
        >;
        // Also `(a ? One : Other).method`.
        const uses = text.matchAll(new RegExp(`\\b${local}(?:[^.\\n;]*\\))?\\.(\\w+)`, 'g'));
        for (const [, method = ''] of uses) {
          const path = definitions[exported]?.[method]?.path;
          if (path === undefined) throw new Error(`${file}: ${exported}.${method} is unknown.`);
          methods.add(qualifiedName(path));
        }
      }
    }
  }
  return methods;
}
