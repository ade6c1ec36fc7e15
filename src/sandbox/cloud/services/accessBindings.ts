import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { type FolderServiceService } from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder_service';
import * as z from 'zod';
import { roles } from '../access/roles';
import { type CloudContext } from '../context';
import { type Work } from '../operations';
import { pack, packEmpty } from '../pack';
import { type BindingRow, type ResourceType } from '../rows';
import { page } from '../rules/paging';
import { type Call, type RequestOf, type ResponseOf } from '../wire/implement';
import { textField } from '../wire/proto';
import { invalid, notFound } from '../wire/status';

type Definitions = typeof FolderServiceService;
type ListAccessBindingsRequest = RequestOf<Definitions['listAccessBindings']>;
type ListAccessBindingsResponse = ResponseOf<Definitions['listAccessBindings']>;
type UpdateAccessBindingsRequest = RequestOf<Definitions['updateAccessBindings']>;
type SetAccessBindingsRequest = RequestOf<Definitions['setAccessBindings']>;

/** Of both changing methods; the SDK does not export it. */
const metadataCodec = {
  encode: ({ resourceId }: { readonly resourceId: string }) => ({
    finish: () => textField(1, resourceId),
  }),
};

/** How long until a granted or withdrawn role counts everywhere, ms at speed 1. */
const propagationMs = 30_000;

interface Spec {
  readonly type: ResourceType;
  /** `resource-manager.folders` */
  readonly permissions: string;
  /** The kind in messages. */
  readonly kind: string;
  /** The folder the resource lies in, `''` for none; undefined when there is no such resource. */
  readonly folderOf: (id: string) => string | undefined;
}

const changeSchema = z.object({
  roleId: z.string(),
  subjectId: z.string(),
  subjectType: z.string(),
  add: z.boolean(),
});
type Change = z.infer<typeof changeSchema>;

/** The three methods that every resource with access rights has. */
export function accessBindings(context: CloudContext, spec: Spec) {
  const { access, clock, operations, world } = context;
  const { bindings } = world.tables;

  const changing: Work<{ id: string; undo?: Change[] }> = operations.register({
    kind: `${spec.type}.bindings`,
    args: z.object({ id: z.string(), undo: z.array(changeSchema).exactOptional() }),
    undoMs: 1_000,
    finish: () => packEmpty(),
    undo: ({ id, undo }) => void apply(id, undo ?? []),
  });

  const listed = (id: string): BindingRow[] =>
    bindings.filter(
      (row) =>
        row.resourceType === spec.type && row.resourceId === id && row.removedAt === undefined,
    );

  function folderOf(id: string): string {
    const folder = spec.folderOf(id);
    if (folder === undefined) throw notFound(spec.kind, id);
    return folder;
  }

  /** @returns what takes it back */
  function apply(id: string, changes: readonly Change[]): Change[] {
    const at = clock.now() + propagationMs / clock.speed;
    const undo: Change[] = [];
    for (const change of changes) {
      const same = listed(id).find(
        (row) => row.roleId === change.roleId && row.subjectId === change.subjectId,
      );
      if (change.add !== (same !== undefined)) {
        const { roleId, subjectId, subjectType } = change;
        undo.push({ roleId, subjectId, subjectType, add: !change.add });
      }
      if (change.add && !same) {
        bindings.push({
          resourceType: spec.type,
          resourceId: id,
          roleId: change.roleId,
          subjectId: change.subjectId,
          subjectType: change.subjectType,
          effectiveAt: at,
        });
      }
      if (!change.add && same) same.removedAt = at;
    }
    world.changed();
    return undo;
  }

  return {
    listAccessBindings(request: ListAccessBindingsRequest, call: Call): ListAccessBindingsResponse {
      const subject = access.authenticate(call);
      folderOf(request.resourceId);
      const resource = { type: spec.type, id: request.resourceId };
      access.require(subject, `${spec.permissions}.listAccessBindings`, resource);
      const { items, nextPageToken } = page(listed(request.resourceId), request);
      return {
        accessBindings: items.map((row) => ({
          roleId: row.roleId,
          subject: { id: row.subjectId, type: row.subjectType },
        })),
        nextPageToken,
      };
    },

    updateAccessBindings(request: UpdateAccessBindingsRequest, call: Call): Operation {
      const subject = access.authenticate(call);
      const id = request.resourceId;
      const folderId = folderOf(id);
      access.require(subject, `${spec.permissions}.updateAccessBindings`, { type: spec.type, id });
      return operations.run(call, subject, () => {
        if (request.accessBindingDeltas.length === 0) {
          throw invalid('access_binding_deltas', 'Field is required');
        }
        const changes = request.accessBindingDeltas.map((delta, index) => {
          const action: number = delta.action;
          if (action !== 1 && action !== 2) {
            throw invalid(`access_binding_deltas[${index}].action`, 'Field is required');
          }
          return { ...checked(context, delta.accessBinding), add: action === 1 };
        });
        operations.refuseBusy(id, 'plain');
        const undo = apply(id, changes);
        return {
          work: changing,
          args: { id, undo },
          description: 'Update access bindings',
          folderId,
          resourceId: id,
          ms: 4_000,
          metadata: pack('yandex.cloud.access.UpdateAccessBindingsMetadata', metadataCodec, {
            resourceId: id,
          }),
        };
      });
    },

    setAccessBindings(request: SetAccessBindingsRequest, call: Call): Operation {
      const subject = access.authenticate(call);
      const id = request.resourceId;
      const folderId = folderOf(id);
      access.require(subject, `${spec.permissions}.setAccessBindings`, { type: spec.type, id });
      return operations.run(call, subject, () => {
        const wanted = request.accessBindings.map((binding) => checked(context, binding));
        operations.refuseBusy(id, 'plain');
        const gone = listed(id).filter(
          (row) => !wanted.some((w) => w.roleId === row.roleId && w.subjectId === row.subjectId),
        );
        const undo = apply(id, [
          ...gone.map((row) => ({ ...row, add: false })),
          ...wanted.map((binding) => ({ ...binding, add: true })),
        ]);
        return {
          work: changing,
          args: { id, undo },
          description: 'Set access bindings',
          folderId,
          resourceId: id,
          ms: 4_000,
          metadata: pack('yandex.cloud.access.SetAccessBindingsMetadata', metadataCodec, {
            resourceId: id,
          }),
        };
      });
    },
  };
}

function checked(
  { world }: CloudContext,
  binding:
    | { readonly roleId: string; readonly subject?: { readonly id: string; readonly type: string } }
    | undefined,
): Omit<Change, 'add'> {
  const { id = '', type = '' } = binding?.subject ?? {};
  if (!binding || !(binding.roleId in roles)) {
    throw invalid('access_binding.role_id', `Role ${binding?.roleId ?? ''} does not exist`);
  }
  const { serviceAccounts, users } = world.tables;
  const known =
    (type === 'serviceAccount' && serviceAccounts.some((row) => row.id === id)) ||
    (type === 'userAccount' && users.some((row) => row.id === id)) ||
    type === 'federatedUser' ||
    (type === 'system' && (id === 'allAuthenticatedUsers' || id === 'allUsers'));
  if (!known) throw invalid('access_binding.subject', `Subject ${type} ${id} does not exist`);
  return { roleId: binding.roleId, subjectId: id, subjectType: type };
}
