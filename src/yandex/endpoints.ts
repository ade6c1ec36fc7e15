/** Ids under which the discovery service lists a service, by the package in a method's path. */
const idsByPackage: Readonly<Record<string, readonly string[]>> = {
  resourcemanager: ['resource-manager', 'resourcemanager'],
  vpc: ['vpc'],
  iam: ['iam'],
  compute: ['compute'],
  gitlab: ['gitlab', 'managed-gitlab'],
  billing: ['billing'],
  quotamanager: ['quota-manager', 'quotamanager'],
  operation: ['operation'],
};

export const defaultEndpoint = 'api.cloud.yandex.net:443';

/**
 * Where a method is served. @param path `/yandex.cloud.vpc.v1.NetworkService/Get`
 * @param listed addresses by service id, as discovered
 */
export function addressFor(
  path: string,
  listed: ReadonlyMap<string, string>,
  endpoint: string,
): string {
  const name = /^\/yandex\.cloud\.([a-z]+)\./.exec(path)?.[1] ?? '';
  if (name === 'endpoint') return endpoint;
  const ids = idsByPackage[name] ?? [name];
  for (const id of ids) {
    const address = listed.get(id);
    if (address !== undefined) return address;
  }
  // An installation that does not list a service serves it under the service's name beside the endpoint.
  return `${ids[0] ?? name}.${endpoint}`;
}

/** `host:port`, with 443 where no port is given; a scheme and a path are dropped. */
export function hostAndPort(endpoint: string): string {
  const bare = endpoint
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/\/.*$/, '');
  return /:\d+$/.test(bare) ? bare : `${bare}:443`;
}

/** @param address as `hostAndPort` answers it; an IPv6 address loses its brackets */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(':');
  return {
    host: address.slice(0, at).replace(/^\[|\]$/g, ''),
    port: Number(address.slice(at + 1)),
  };
}
