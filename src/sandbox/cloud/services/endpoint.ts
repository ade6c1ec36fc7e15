import { ApiEndpointServiceService } from '@yandex-cloud/nodejs-sdk/endpoint/api_endpoint_service';
import { type CloudContext } from '../context';
import { page } from '../rules/paging';
import { implement, type Method } from '../wire/implement';
import { notFound } from '../wire/status';

const ids = [
  'billing',
  'compute',
  'endpoint',
  'gitlab',
  'iam',
  'managed-gitlab',
  'operation',
  'organization-manager',
  'quota-manager',
  'resource-manager',
  'vpc',
];

/** Needs no token. Everything is served at one address. */
export function endpointService({ endpoint }: CloudContext): Method[] {
  return implement(ApiEndpointServiceService, {
    get(request) {
      if (!ids.includes(request.apiEndpointId)) throw notFound('Endpoint', request.apiEndpointId);
      return { id: request.apiEndpointId, address: endpoint() };
    },
    list(request) {
      const { items, nextPageToken } = page(ids, request);
      return { endpoints: items.map((id) => ({ id, address: endpoint() })), nextPageToken };
    },
  });
}
