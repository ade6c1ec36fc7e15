import { expect, it } from 'vitest';
import { askOwnAddress } from '../../../src/app/ownAddress';
import { domainTaken, type DomainNeeds } from '../../../src/app/domainTaken';
import { never } from '../../../src/base/wait';
import { type GitLabInstance } from '../../../src/model/cloud';

const page = 'https://ip.example.com';
const answering =
  (text: string, status = 200) =>
  () =>
    Promise.resolve(new Response(text, { status }));

it.each([
  ['203.0.113.7\n', '203.0.113.7'],
  ['{"ip":"198.51.100.9"}', '198.51.100.9'],
  ['<p>Your address: 192.0.2.1.</p>', '192.0.2.1'],
  ['999.1.1.1', undefined],
  ['1.2.3.4.5', undefined],
  ['2001:db8::1', undefined],
])('finds the address in %j', async (text, found) => {
  const asked = askOwnAddress(page, answering(text), never);
  if (found === undefined) await expect(asked).rejects.toMatchObject({ kind: 'remote' });
  else expect(await asked).toBe(found);
});

it('asks over https alone, and says what is in the way', async () => {
  await expect(askOwnAddress('http://x', answering('1.2.3.4'), never)).rejects.toMatchObject({
    kind: 'invalid',
    fix: 'open-settings',
  });
  const down = (): Promise<Response> => Promise.reject(new TypeError('fetch failed'));
  await expect(askOwnAddress(page, down, never)).rejects.toMatchObject({ kind: 'unreachable' });
  await expect(askOwnAddress(page, answering('1.2.3.4', 500), never)).rejects.toMatchObject({
    kind: 'remote',
  });
});

/** Names with an address in a DNS that knows nothing else. */
const dns = (...names: string[]): DomainNeeds['lookup'] => {
  return (host) =>
    names.some((name) => host.startsWith(`${name}.`))
      ? Promise.resolve(['192.0.2.1'])
      : Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
};
const none = (): Promise<GitLabInstance[]> => Promise.resolve([]);

it('knows of a domain what the public DNS and the own folder tell, and no more', async () => {
  const ask = (needs: Partial<DomainNeeds>, prefix = 'mlops') =>
    domainTaken(prefix, { instances: none, lookup: dns('mlops'), ...needs }, never);
  expect(await ask({})).toBe(
    'Somebody has mlops.gitlab.yandexcloud.net already. Choose another name.',
  );
  expect(await ask({}, 'other')).toBeUndefined();
  expect(await ask({ lookup: undefined })).toBeUndefined();
  // Where every name has an address, an address says nothing.
  expect(await ask({ lookup: () => Promise.resolve(['192.0.2.1']) })).toBeUndefined();
  const broken = Object.assign(new Error('no answer'), { code: 'ETIMEOUT' });
  expect(await ask({ lookup: () => Promise.reject(broken) })).toBeUndefined();
  const own = [{ domain: 'mlops.gitlab.yandexcloud.net' } as GitLabInstance];
  expect(await ask({ instances: () => Promise.resolve(own) })).toBeUndefined();
});
