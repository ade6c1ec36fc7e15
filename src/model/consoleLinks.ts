import { type CloudId, type FolderId } from './ids';

/** The web console of the public cloud. */
export const consoleUrl = 'https://console.yandex.cloud';

/** Where the console shows a resource, below `consoleUrl`. @param kind a step's id, or what a node calls it */
export function consolePath(kind: string, id: string, folderId: string): string {
  const base = `/folders/${folderId}`;
  switch (kind) {
    case 'network':
      return `${base}/vpc/network/${id}/overview`;
    case 'subnet':
      return `${base}/vpc/subnetwork/${id}/overview`;
    case 'security-group':
    case 'default-group':
      return `${base}/vpc/security-group/${id}/overview`;
    case 'address':
      return `${base}/vpc/addresses`;
    case 'service-account':
      return `${base}/iam/service-account/${id}/overview`;
    case 'gitlab':
    case 'instance':
      return `${base}/managed-gitlab/instance/${id}/overview`;
    case 'machine':
      return `${base}/compute/instance/${id}/overview`;
    default:
      return base;
  }
}

export function resourceUrl(kind: string, id: string, folderId: FolderId): string {
  return `${consoleUrl}${consolePath(kind, id, folderId)}`;
}

/** Where quotas are seen and more is asked for. */
export function quotasUrl(cloudId: CloudId): string {
  return `${consoleUrl}/cloud/${cloudId}/quotas`;
}
