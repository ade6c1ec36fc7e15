import { isRecord } from '../base/record';
import { wait } from '../base/wait';
import { type GitLabInstance } from '../model/cloud';

export interface DomainNeeds {
  /** Of the chosen folder; nobody else's can be seen. */
  readonly instances: (signal: AbortSignal) => Promise<readonly GitLabInstance[]>;
  /** Addresses of a host; rejects as `node:dns` does. Undefined: domains are not in the public DNS. */
  readonly lookup: ((host: string) => Promise<unknown>) | undefined;
}

const zone = 'gitlab.yandexcloud.net';
/** If even this has an address, every name has one, and DNS tells nothing. */
const nobody = 'nobody-has-this-name-4f1c2a';
const patienceMs = 2_000;
const typingMs = 250;

/**
 * Why a domain is not to be had, as far as that can be known before asking for it: the API has no call for it, so
 * the folder's own instances and the public DNS are looked at. What cannot be read says nothing.
 */
export async function domainTaken(
  prefix: string,
  needs: DomainNeeds,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { lookup } = needs;
  if (!lookup) return undefined;
  // While it is typed, only the last text is worth asking for.
  await wait(typingMs, signal);
  const host = `${prefix}.${zone}`;
  if (!(await hasAddress(host, lookup))) return undefined;
  if (await hasAddress(`${nobody}.${zone}`, lookup)) return undefined;
  const own = await needs.instances(signal).catch(() => []);
  if (own.some((one) => one.domain === host)) return undefined;
  return `Somebody has ${host} already. Choose another name.`;
}

async function hasAddress(
  host: string,
  lookup: NonNullable<DomainNeeds['lookup']>,
): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  const asked = lookup(host).then(
    () => true,
    (error: unknown) => isRecord(error) && error['code'] === 'ENODATA',
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
