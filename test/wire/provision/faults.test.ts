import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorText } from '../../../src/base/errors';
import { never, wait } from '../../../src/base/wait';
import { finished } from '../../../src/model/cloud';
import { type CloudTables } from '../../../src/sandbox/cloud/world';
import { type Fault, type FaultRule } from '../../../src/sandbox/faults';
import { idsIn } from '../../crash/lives';
import { plainJournal } from '../../crash/facts';
import { drift } from '../../crash/drift';
import { machinesWithKeys } from '../../crash/machines';
import { type ErrandKind, type Sight } from '../../crash/protocol';
import { putTables, sightOf } from '../../crash/sight';
import { beyond, type Expected, judge } from '../../crash/verdict';
import { runErrand, stackId } from '../../crash/window';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { tempFolder } from '../../support/tempFolder';

/** What creating, repairing and destroying change, in the names of the cloud. */
const changes: Readonly<Record<ErrandKind, readonly string[]>> = {
  create: [
    'vpc.NetworkService/Create',
    'vpc.SubnetService/Create',
    'vpc.SecurityGroupService/Create',
    'vpc.SecurityGroupService/Update',
    'vpc.AddressService/Create',
    'iam.ServiceAccountService/Create',
    'resourcemanager.FolderService/UpdateAccessBindings',
    'gitlab.InstanceService/Create',
    'compute.InstanceService/Create',
  ],
  repair: [
    'vpc.SecurityGroupService/Update',
    'resourcemanager.FolderService/UpdateAccessBindings',
    'gitlab.InstanceService/Start',
    'gitlab.InstanceService/Update',
    'compute.DiskService/Update',
    'compute.InstanceService/Start',
    'compute.InstanceService/UpdateNetworkInterface',
    'compute.InstanceService/RemoveOneToOneNat',
    'compute.InstanceService/AddOneToOneNat',
  ],
  destroy: [
    'gitlab.InstanceService/Update',
    'gitlab.InstanceService/Delete',
    'compute.InstanceService/Delete',
    'vpc.SecurityGroupService/Delete',
    'vpc.SubnetService/Delete',
    'vpc.NetworkService/Delete',
    'vpc.AddressService/Delete',
    'resourcemanager.FolderService/UpdateAccessBindings',
    'iam.ServiceAccountService/Delete',
  ],
};

interface Trouble {
  readonly name: string;
  readonly fault: Fault;
  readonly times?: number;
  /** The call is accepted, its operation fails and is taken back. */
  readonly operation?: boolean;
  /** It needs somebody who presses Resume. */
  readonly stops?: boolean;
}

const status = (code: string, message: string): Fault => ({
  kind: 'status',
  status: code,
  message,
});

const troubles: readonly Trouble[] = [
  {
    name: 'is asked too often',
    fault: status('RESOURCE_EXHAUSTED', 'Too many requests'),
    times: 6,
  },
  { name: 'acts and does not answer in time', fault: { kind: 'hold-answer' } },
  { name: 'acts and loses every answer for a while', fault: { kind: 'lost-answer' }, times: 6 },
  { name: 'is cut off before it hears', fault: { kind: 'reset' }, times: 6 },
  {
    name: 'accepts, fails and takes back',
    fault: status('INTERNAL', 'Not enough resources'),
    operation: true,
    stops: true,
  },
  {
    name: 'does not know of a role yet',
    fault: status('PERMISSION_DENIED', 'Permission denied'),
    times: 2,
  },
  {
    name: 'has a conflicting operation, in the plain wording',
    fault: status('FAILED_PRECONDITION', 'Conflicting operation OTHER detected'),
    times: 2,
  },
  {
    name: 'has a conflicting operation, in the quoted wording',
    fault: status('FAILED_PRECONDITION', 'conflicting operation "OTHER" detected'),
    times: 2,
  },
  {
    name: 'has a quota used up in the middle',
    fault: status('RESOURCE_EXHAUSTED', 'Quota limit vpc.networks.count exceeded'),
    stops: true,
  },
  {
    name: 'finds the token expired in the middle',
    fault: status('UNAUTHENTICATED', 'The token is expired'),
    times: 2,
  },
];

let cloud: SimulatedCloud;
let other: string;
let empty: CloudTables;
let before: readonly string[];
let expected: Readonly<Record<ErrandKind, Expected>>;

/** An undisturbed life first, to know what the disturbed ones have to come to. */
beforeAll(async () => {
  cloud = await simulatedCloud({ speed: 50_000, machines: machinesWithKeys });
  const client = cloud.client();
  const request = { folderId: cloud.folderId, name: 'elsewhere', description: '', labels: {} };
  const made = await client.createServiceAccount(request, 'other-key', never);
  finished(await client.settle(made.id, never));
  other = made.id;
  empty = structuredClone(cloud.server.world.tables);
  before = Object.values((await look()).ids);
  await using folder = await tempFolder();
  const undisturbed = async (kind: ErrandKind): Promise<Expected> => {
    await live(kind, folder.path);
    const { things, effects } = await look();
    const journal = await readJournal(folder.path);
    return { things, effects, journal: journal === undefined ? undefined : plainJournal(journal) };
  };
  const create = await undisturbed('create');
  drift(cloud.server.world.tables);
  const repair = await undisturbed('repair');
  expect(repair.things).toEqual(create.things);
  expected = { create, repair, destroy: await undisturbed('destroy') };
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

it.each(troubles)(
  'comes to the same environment and to nothing, nothing twice, when the cloud $name',
  async ({ fault, times = 1, operation = false, stops = false }) => {
    await using folder = await tempFolder();
    putTables(cloud.server.world.tables, empty);
    for (const kind of ['create', 'repair', 'destroy'] as const) {
      cloud.server.faults.clear();
      if (kind === 'repair') drift(cloud.server.world.tables);
      for (const match of changes[kind]) {
        const rule: FaultRule = {
          service: operation ? 'operation' : 'cloud',
          match,
          times,
          fault: named(fault),
        };
        cloud.server.faults.add(rule);
      }
      const tries = await live(kind, folder.path, 30);
      expect(tries > 1, `${kind} needed ${tries} tries`).toBe(stops);
      const journal = await readJournal(folder.path);
      const verdict = judge(
        expected[kind],
        {
          sight: await look(),
          journal: journal === undefined ? undefined : plainJournal(journal),
          recorded: journal === undefined ? new Set() : idsIn(journal),
          litter: (await namesIn(folder.path)).filter((name) => name !== `${stackId}.stack.json`),
          failures: [],
        },
        before,
      );
      expect({ kind, ...verdict }).toEqual({ kind, duplicates: [], orphans: [], differences: [] });
      expect(cloud.server.faults.unmet).toEqual([]);
    }
  },
  120_000,
);

/** Creates, repairs or destroys, and resumes until it is done. @returns how often it had to be begun */
async function live(kind: ErrandKind, folder: string, most = 1): Promise<number> {
  const { endpoint, token } = cloud.server;
  const { ca, cloudId, folderId } = cloud;
  const address = { endpoint, ca, token: token.reveal(), cloudId, folderId };
  for (let tries = 1; ; tries++) {
    const errand = { kind, folder, cloud: address, deadlineMs: 400, dieAt: undefined };
    const { state, failures } = await runErrand(errand);
    if (state === 'done') return tries;
    if (tries === most) throw new Error(`${kind} does not end: ${failures.join(' ')}`);
  }
}

function named(fault: Fault): Fault {
  if (fault.kind !== 'status' || fault.message === undefined) return fault;
  return { ...fault, message: fault.message.replace('OTHER', other) };
}

async function look(): Promise<Sight> {
  const { tables } = cloud.server.world;
  while (tables.operations.some((row) => row.stage !== 'done')) await wait(2, never);
  const sight = sightOf(tables, cloud.folderId, cloud.server.crashes.map(errorText));
  return { ...sight, effects: beyond(sight.effects, ['iam.serviceAccount.create']) };
}

async function readJournal(folder: string): Promise<string | undefined> {
  const path = join(folder, cloud.folderId, `${stackId}.stack.json`);
  return readFile(path, 'utf8').catch(() => undefined);
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}
