import { type Zone, Zone_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/zone';
import { ZoneServiceService } from '@yandex-cloud/nodejs-sdk/compute-v1/zone_service';
import { type CloudContext } from '../context';
import { page } from '../rules/paging';
import { implement, type Method } from '../wire/implement';
import { notFound } from '../wire/status';

/** As seen in September 2026: c is there and down. */
export const zones: readonly Zone[] = ['a', 'b', 'c', 'd', 'e', 'k'].map((letter) => ({
  id: `ru-central1-${letter}`,
  regionId: 'ru-central1',
  status: letter === 'c' ? Zone_Status.DOWN : Zone_Status.UP,
}));

export function zoneService({ access }: CloudContext): Method[] {
  return implement(ZoneServiceService, {
    get(request, call) {
      access.authenticate(call);
      const zone = zones.find(({ id }) => id === request.zoneId);
      if (!zone) throw notFound('Zone', request.zoneId);
      return zone;
    },
    list(request, call) {
      access.authenticate(call);
      const { items, nextPageToken } = page(zones, request);
      return { zones: items, nextPageToken };
    },
  });
}
