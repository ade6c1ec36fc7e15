import { type CloudId, type FolderId } from './ids';

/** The web console of the public cloud; another installation has another one. */
export const publicConsole = 'https://console.yandex.cloud';

/** Where a console shows a resource, below its own address. @param kind a step's id, or what a node calls it */
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

/** @param console its address, without a slash at the end */
export function resourceUrl(console: string, kind: string, id: string, folderId: FolderId): string {
  return `${console}${consolePath(kind, id, folderId)}`;
}

/** Where quotas are seen and more is asked for. @param cloudId undefined: none is chosen yet */
export function quotasUrl(console: string, cloudId: CloudId | undefined): string {
  return cloudId === undefined
    ? `${console}/cloud?section=quotas`
    : `${console}/cloud/${cloudId}/quotas`;
}

/** Where billing accounts are seen. */
export function billingUrl(console: string): string {
  return console === publicConsole
    ? 'https://center.yandex.cloud/billing/accounts'
    : `${console}/billing`;
}

/** An address as somebody typed it; the public console's where it is none. */
export function consoleFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:'
    ? `${url.origin}${url.pathname.replace(/\/+$/, '')}`
    : publicConsole;
}
