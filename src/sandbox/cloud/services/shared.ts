import { type Call } from '../wire/implement';
import { type CloudContext } from '../context';
import { type Subject } from '../access/access';
import { presentOperation } from '../operations';
import { type Named } from '../rows';
import { filtered, page, type Page } from '../rules/paging';
import { alreadyExists, notFound } from '../wire/status';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';

export interface NamedMessage {
  readonly id: string;
  readonly folderId: string;
  readonly createdAt: Date;
  readonly name: string;
  readonly description: string;
  readonly labels: Record<string, string>;
}

export function presentNamed(row: Named): NamedMessage {
  return {
    id: row.id,
    folderId: row.folderId,
    // The services answer whole seconds.
    createdAt: new Date(Math.floor(row.createdAt / 1000) * 1000),
    name: row.name,
    description: row.description,
    labels: { ...row.labels },
  };
}

/** The row, for somebody who may do `permission` in its folder. */
export function findFor<T extends { id: string; folderId: string }>(
  context: CloudContext,
  call: Call,
  rows: readonly T[],
  kind: string,
  id: string,
  permission: string,
): { row: T; subject: Subject } {
  const subject = context.access.authenticate(call);
  const row = rows.find((candidate) => candidate.id === id);
  if (!row) throw notFound(kind, id);
  context.access.require(subject, permission, {
    type: 'resource-manager.folder',
    id: row.folderId,
  });
  return { row, subject };
}

interface ListRequest {
  readonly folderId: string;
  readonly pageSize: number;
  readonly pageToken: string;
  readonly filter?: string;
}

/** One page of a folder's rows, for somebody who may list them. */
export function listFolder<T extends Named>(
  context: CloudContext,
  call: Call,
  rows: readonly T[],
  permission: string,
  request: ListRequest,
): Page<T> {
  context.access.inFolder(call, permission, request.folderId);
  const own = rows.filter((row) => row.folderId === request.folderId);
  return page(filtered(own, request.filter ?? ''), request);
}

/** @throws CloudError ALREADY_EXISTS; an empty name is never taken */
export function refuseTaken(rows: readonly Named[], kind: string, row: Named | NewName): void {
  if (row.name === '') return;
  const taken = rows.some(
    (other) =>
      other.folderId === row.folderId &&
      other.name === row.name &&
      (!('id' in row) || other.id !== row.id),
  );
  if (taken) throw alreadyExists(kind, row.name);
}

interface NewName {
  readonly folderId: string;
  readonly name: string;
}

/** Newest first, as the services list them. */
export function operationsOf(
  context: CloudContext,
  resourceId: string,
  request: { readonly pageSize: number; readonly pageToken: string },
): { operations: Operation[]; nextPageToken: string } {
  const rows = context.world.tables.operations.filter((row) => row.resourceId === resourceId);
  const { items, nextPageToken } = page(rows.reverse(), request);
  return { operations: items.map(presentOperation), nextPageToken };
}
