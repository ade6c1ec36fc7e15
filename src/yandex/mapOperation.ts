import { type Operation as WireOperation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { type Operation } from '../model/cloud';
import { type OperationId } from '../model/ids';
import { codeName } from './errors';
import { needId } from './map';
import { readFields, textField } from './protobuf';

export function toOperation(operation: WireOperation): Operation {
  return {
    id: needId<OperationId>(operation.id, 'operation'),
    description: operation.description,
    done: operation.done,
    resourceId: resourceOf(operation),
    createdAt: operation.createdAt?.getTime(),
    error:
      operation.error === undefined
        ? undefined
        : {
            code: codeName(operation.error.code),
            message: operation.error.message,
          },
  };
}

/** All metadata messages of these services have the id of the resource in field 1. */
function resourceOf(operation: WireOperation): string | undefined {
  if (operation.metadata === undefined) return undefined;
  const id = textField(readFields(operation.metadata.value), 1);
  return id === '' ? undefined : id;
}
