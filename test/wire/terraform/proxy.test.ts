import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { type CloudId, type FolderId } from '../../../src/model/ids';
import { type ProxySettings } from '../../../src/model/proxy';
import { createTerraform } from '../../../src/terraform/terraform';
import { makeTls, type TestTls } from '../../support/authority';
import { ArgumentWatch, SecretSearch } from '../../support/secretSearch';
import { findTerraform } from '../../support/terraform';
import { tempFolder } from '../../support/tempFolder';
import { startProxy } from '../net/testProxy';

const binary = await findTerraform();
const name = 'state.example.test';
const password = 's3cret-of-the-proxy';

/** Keeps a state, as Terraform's own backend for HTTP wants it. */
async function startStateServer(tls: TestTls) {
  let state: string | undefined;
  const server = createServer({ cert: tls.cert, key: tls.key }, (request, response) => {
    if (request.method === 'GET') {
      response.writeHead(state === undefined ? 404 : 200).end(state);
      return;
    }
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      state = text;
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    kept: () => state,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.skipIf(binary === undefined || process.platform !== 'linux')(
  'a real Terraform behind a proxy',
  { timeout: 60_000 },
  () => {
    it('gets through with the login and the private authority of the settings, which nobody sees', async () => {
      await using temp = await tempFolder();
      await using outside = await tempFolder();
      const tls = await makeTls(outside.path, name);
      await using states = await startStateServer(tls);
      await using proxy = await startProxy({ login: `anna:${password}`, divertTo: states.port });
      const address = (login: string): string => `http://${login}@127.0.0.1:${proxy.proxy.port}`;
      const folder = temp.path;
      await writeFile(
        join(folder, 'main.tf'),
        `terraform {\n  backend "http" {\n    address   = "https://${name}/state"\n    retry_max = 0\n  }\n}\nresource "terraform_data" "one" { input = "a" }\n`,
      );
      const log: string[] = [];
      let settings: ProxySettings = {
        support: 'override',
        proxy: address(`anna:${password}`),
        noProxy: [],
        authorization: undefined,
        environment: {},
      };
      const terraform = createTerraform({
        setting: () => binary ?? '',
        inherited: { PATH: process.env['PATH'], HOME: folder, https_proxy: 'http://127.0.0.1:1' },
        proxy: () => settings,
        trusted: () => true,
        log: (text) => log.push(text),
      });
      const place = {
        folder,
        token: new Secret('t1.token'),
        cloudId: 'cloud' as CloudId,
        folderId: 'folder' as FolderId,
        endpoint: 'localhost:1',
        caFile: tls.caFile,
      };
      const file = join(folder, 'saved.tfplan');
      const plan = (ca: string | undefined = tls.caFile) =>
        terraform.plan({ ...place, caFile: ca }, { file, destroy: false }, () => undefined, never);
      using watch = new ArgumentWatch();
      await plan();
      expect(new Set(proxy.asked)).toEqual(new Set([`${name}:443`]));
      const request = { file, log: join(folder, 'printed') };
      expect(await (await terraform.apply(place, request, () => undefined)).ended).toBeUndefined();
      expect(states.kept()).toContain('terraform_data');

      const failure = (): Promise<AppError> =>
        plan().then(
          () => Promise.reject(new Error('it went well')),
          (error: unknown) => error as AppError,
        );
      const asked = proxy.asked.length;
      settings = { ...settings, noProxy: ['*.example.test'] };
      expect((await failure()).message).toMatch(/no such host|lookup|dial/);
      expect(proxy.asked.length).toBe(asked);
      settings = { ...settings, noProxy: [], proxy: address('anna:wr0ng-password') };
      const refused = await failure();
      expect(refused).toMatchObject({
        kind: 'unreachable',
        code: 'PROXY_LOGIN',
        fix: 'open-proxy-settings',
      });
      // The header of the settings is a login, too.
      settings = {
        ...settings,
        authorization: new Secret(`Basic ${btoa(`anna:${password}`)}`),
      };
      await plan();
      settings = { ...settings, proxy: 'http://127.0.0.1:9' };
      expect(await failure()).toMatchObject({ code: 'PROXY', fix: 'open-proxy-settings' });
      settings = { ...settings, proxy: address(`anna:${password}`) };
      await expect(plan('')).rejects.toMatchObject({
        message: expect.stringMatching(/certificate/) as string,
      });

      const search = new SecretSearch([password, 'wr0ng-password']);
      const said = [
        log.join('\n'),
        refused.message,
        refused.detail ?? '',
        [...watch.seen].join('\n'),
      ];
      expect(said.flatMap((text, at) => search.inText(`place ${at}`, text))).toEqual([]);
      expect(await search.inFolder(folder)).toEqual([]);
      expect(await readFile(request.log, 'utf8')).toContain('terraform_data.one');
      expect(watch.seen.size).toBeGreaterThan(0);
    });
  },
);
