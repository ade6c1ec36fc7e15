import { type CloudTables } from '../../src/sandbox/cloud/world';
import { type Sight } from './protocol';

const kinds = [
  'networks',
  'subnets',
  'securityGroups',
  'serviceAccounts',
  'addresses',
  'disks',
  'instances',
  'gitlabs',
] as const;

/** Facts of a row that are the same in every run; ids are told as the names of what they lead to. */
const varying = new Set([
  'id',
  'createdAt',
  'updatedAt',
  'address',
  'usedUntil',
  'lagging',
  'serialOutput',
  'fqdn',
]);

/** What is in the folder. Reads the cloud's own tables, not what it says of them to its clients. */
export function sightOf(tables: CloudTables, folderId: string, crashes: readonly string[]): Sight {
  const ids: Record<string, string> = {};
  for (const kind of kinds) {
    for (const row of tables[kind]) {
      // The default group of a network is named after the network's id.
      const standard = 'isDefault' in row && row.isDefault;
      ids[row.id] = `${kind} ${standard ? `of ${ids[row.networkId] ?? 'no network'}` : row.name}`;
    }
  }
  const inWords = (value: unknown): unknown => {
    if (typeof value === 'string') return ids[value] ?? value;
    if (Array.isArray(value)) return value.map(inWords);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !varying.has(name))
        .map(([name, inner]) => [name, inWords(inner)]),
    );
  };
  const things = kinds.flatMap((kind) =>
    tables[kind].map((row) => {
      const plain = inWords(row) as Record<string, unknown>;
      return JSON.stringify([kind, { ...plain, name: ids[row.id] }]);
    }),
  );
  const bindings = tables.bindings
    .filter((row) => row.resourceId === folderId && row.removedAt === undefined)
    .map((row) => JSON.stringify(['binding', row.roleId, ids[row.subjectId] ?? row.subjectType]));
  return {
    things: [...things, ...bindings].sort(),
    ids,
    effects: tables.operations
      .filter((row) => row.stage === 'done' && row.error === undefined)
      .map((row) => row.kind)
      .sort(),
    crashes,
  };
}

/** Makes the cloud what it was when the copy was taken; for a moment when nothing is under way. */
export function putTables(tables: CloudTables, kept: CloudTables | undefined): void {
  if (!kept) throw new Error('There is nothing to put back.');
  const copy = structuredClone(kept);
  for (const [name, rows] of Object.entries(tables) as [keyof CloudTables, unknown[]][]) {
    rows.splice(0, rows.length, ...copy[name]);
  }
}
