import { InstanceServiceService } from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { InstanceView } from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import { type CloudContext } from '../context';
import { type Machines } from '../machines';
import { implement, type Method } from '../wire/implement';
import { invalid } from '../wire/status';
import { instanceCreation } from './instanceCreate';
import { instanceEdits } from './instanceEdit';
import { presentInstance } from './instanceMessage';
import { instanceNetwork } from './instanceNetwork';
import { instancePower } from './instancePower';
import { findFor, listFolder, operationsOf } from './shared';

export function instanceService(context: CloudContext, machines: Machines): Method[] {
  const { instances } = context.world.tables;
  return implement(InstanceServiceService, {
    get(request, call) {
      const { row } = findFor(
        context,
        call,
        instances,
        'Instance',
        request.instanceId,
        'compute.instances.get',
      );
      return presentInstance(row, request.view === InstanceView.FULL);
    },

    list(request, call) {
      const found = listFolder(context, call, instances, 'compute.instances.list', request);
      return {
        instances: found.items.map((row) => presentInstance(row, false)),
        nextPageToken: found.nextPageToken,
      };
    },

    getSerialPortOutput(request, call) {
      const { row } = findFor(
        context,
        call,
        instances,
        'Instance',
        request.instanceId,
        'compute.instances.get',
      );
      if (request.port < 0 || request.port > 4) throw invalid('port', 'Value must be 1-4');
      return { contents: request.port > 1 ? '' : machines.serialOutput(row) };
    },

    listOperations(request, call) {
      findFor(context, call, instances, 'Instance', request.instanceId, 'compute.instances.get');
      return operationsOf(context, request.instanceId, request);
    },

    ...instanceCreation(context, machines),
    ...instancePower(context, machines),
    ...instanceEdits(context),
    ...instanceNetwork(context, machines),
  });
}
