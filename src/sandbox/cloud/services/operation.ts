import { OperationServiceService } from '@yandex-cloud/nodejs-sdk/operation/operation_service';
import { type CloudContext } from '../context';
import { operationById, presentOperation } from '../operations';
import { type OperationRow } from '../rows';
import { type Call, implement, type Method } from '../wire/implement';

export function operationService(context: CloudContext): Method[] {
  const { access, operations, world } = context;

  /** Whoever began it may see it, and whoever may look into its folder. */
  function find(call: Call, id: string): OperationRow {
    const subject = access.authenticate(call);
    const row = operationById(world, id);
    if (row.createdBy !== subject.id) {
      access.require(subject, 'resource-manager.folders.get', {
        type: 'resource-manager.folder',
        id: row.folderId,
      });
    }
    return row;
  }

  return implement(OperationServiceService, {
    get: (request, call) => presentOperation(find(call, request.operationId)),
    cancel(request, call) {
      const row = find(call, request.operationId);
      operations.cancel(row);
      return presentOperation(row);
    },
  });
}
