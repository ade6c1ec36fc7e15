import { QuotaLimitServiceService } from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_limit_service';
import {
  type QuotaRequest,
  QuotaRequest_QuotaLimit_Status as LimitStatus,
  QuotaRequest_Status as Status,
} from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_request';
import { QuotaRequest as QuotaRequestCodec } from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_request';
import {
  CreateQuotaRequestMetadata,
  QuotaRequestServiceService,
} from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_request_service';
import * as z from 'zod';
import { type CloudContext } from '../context';
import { pack } from '../pack';
import { defaultQuotas, quotaOf, quotaServices } from '../quotas';
import { type QuotaRequestRow } from '../rows';
import { page } from '../rules/paging';
import { type Call, implement, type Method } from '../wire/implement';
import { invalid, notFound } from '../wire/status';
import { findById, newId } from '../world';

const ofCloud = 'resource-manager.cloud';

export function quotaServicesOf(context: CloudContext): Method[] {
  const { access, clock, operations, world } = context;
  const { clouds, quotaRequests, quotas } = world.tables;

  function enter(
    call: Call,
    resource: { readonly id: string; readonly type: string } | undefined,
    permission: string,
  ) {
    const subject = access.authenticate(call);
    if (resource?.type !== ofCloud) throw invalid('resource.type', `The sandbox knows ${ofCloud}`);
    if (!findById(clouds, resource.id)) throw notFound('Cloud', resource.id);
    access.require(subject, permission, { type: ofCloud, id: resource.id });
    return { subject, cloudId: resource.id, resource: { id: resource.id, type: ofCloud } };
  }

  /** Requests are decided after a while: what was asked for is granted up to four times the default. */
  const deciding = operations.register({
    kind: 'quota.request',
    args: z.object({ id: z.string() }),
    undoMs: 0,
    finish({ id }) {
      const row = findById(quotaRequests, id);
      if (!row) throw notFound('Quota request', id);
      row.status = Status.PROCESSED;
      for (const wanted of row.wanted) {
        const quotaId = wanted.quotaId;
        const known = quotas.find((q) => q.cloudId === row.cloudId && q.quotaId === quotaId);
        if (known) known.limit = granted(wanted);
        else quotas.push({ cloudId: row.cloudId, quotaId, limit: granted(wanted) });
      }
      world.changed();
      return pack(
        'yandex.cloud.quotamanager.v1.QuotaRequest',
        QuotaRequestCodec,
        presentRequest(row),
      );
    },
    undo: () => undefined,
  });

  return [
    ...implement(QuotaLimitServiceService, {
      get(request, call) {
        const { cloudId } = enter(call, request.resource, 'quota-manager.quotaLimits.get');
        const quota = quotaOf(world, cloudId, request.quotaId);
        if (!quota) throw notFound('Quota', request.quotaId);
        return quota;
      },
      list(request, call) {
        const permission = 'quota-manager.quotaLimits.list';
        const { cloudId, resource } = enter(call, request.resource, permission);
        if (!(request.service in quotaServices)) {
          throw invalid('service', `Service "${request.service}" does not exist`);
        }
        const all = Object.keys(defaultQuotas).flatMap((quotaId) => {
          const quota = quotaId.startsWith(`${request.service}.`)
            ? quotaOf(world, cloudId, quotaId)
            : undefined;
          return quota ? [quota] : [];
        });
        const { items, nextPageToken } = page(all, request);
        return { resource, quotaLimits: items, nextPageToken };
      },
      listServices(request, call) {
        access.authenticate(call);
        const all =
          request.resourceType === ofCloud
            ? Object.entries(quotaServices).map(([id, name]) => ({ id, name }))
            : [];
        const { items, nextPageToken } = page(all, request);
        return { services: items, nextPageToken };
      },
    }),
    ...implement(QuotaRequestServiceService, {
      get(request, call) {
        const subject = access.authenticate(call);
        const row = findById(quotaRequests, request.quotaRequestId);
        if (!row) throw notFound('Quota request', request.quotaRequestId);
        const resource = { type: ofCloud, id: row.cloudId } as const;
        access.require(subject, 'quota-manager.quotaRequests.get', resource);
        return presentRequest(row);
      },
      list(request, call) {
        const { cloudId } = enter(call, request.resource, 'quota-manager.quotaRequests.list');
        const own = quotaRequests.filter((row) => row.cloudId === cloudId);
        const { items, nextPageToken } = page(own, request);
        return { quotaRequests: items.map(presentRequest), nextPageToken };
      },
      create(request, call) {
        const permission = 'quota-manager.quotaRequests.create';
        const { cloudId, subject } = enter(call, request.resource, permission);
        return operations.run(call, subject, () => {
          const wanted = request.desiredQuotaLimits.map((limit) => {
            if (!(limit.quotaId in defaultQuotas)) throw notFound('Quota', limit.quotaId);
            return { quotaId: limit.quotaId, limit: limit.desiredLimit };
          });
          if (wanted.length === 0) throw invalid('desired_quota_limits', 'Field is required');
          const row: QuotaRequestRow = {
            id: newId('ejq'),
            cloudId,
            createdAt: clock.now(),
            createdBy: subject.id,
            status: Status.PENDING,
            wanted,
          };
          quotaRequests.push(row);
          return {
            work: deciding,
            args: { id: row.id },
            description: 'Create quota request',
            folderId: '',
            resourceId: row.id,
            ms: 30 * 60_000,
            metadata: pack(
              'yandex.cloud.quotamanager.v1.CreateQuotaRequestMetadata',
              CreateQuotaRequestMetadata,
              { quotaRequestId: row.id },
            ),
          };
        });
      },
    }),
  ];
}

function granted(wanted: QuotaRequestRow['wanted'][number]): number {
  return Math.min(wanted.limit, Math.max(4 * (defaultQuotas[wanted.quotaId] ?? 0), 1));
}

function presentRequest(row: QuotaRequestRow): QuotaRequest {
  const decided = row.status === Status.PROCESSED;
  return {
    id: row.id,
    resource: { id: row.cloudId, type: ofCloud },
    createdAt: new Date(row.createdAt),
    status: row.status,
    createdBy: row.createdBy,
    quotaLimits: row.wanted.map((wanted) => ({
      quotaId: wanted.quotaId,
      desiredLimit: wanted.limit,
      approvedLimit: decided ? granted(wanted) : 0,
      unit: '',
      status: !decided
        ? LimitStatus.PENDING
        : granted(wanted) < wanted.limit
          ? LimitStatus.PARTIAL_APPROVED
          : LimitStatus.APPROVED,
      message: '',
      modifiedBy: '',
    })),
  };
}
