import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { type CloudId, type FolderId } from '../../../src/model/ids';
import { proxyForPrograms } from '../../../src/model/proxyForPrograms';
import { scrubber, terraformEnvironment } from '../../../src/terraform/environment';
import { failure, needsInit } from '../../../src/terraform/failures';

function said(summary: string, detail = '', text = '') {
  const diagnostics = summary === '' ? [] : [{ severity: 'error' as const, summary, detail }];
  return { command: 'plan', diagnostics, text, code: 1 };
}

describe('a command that failed', () => {
  it.each([
    ['Error acquiring the state lock', 'conflict', 'STATE_LOCKED', 'unlock-terraform'],
    ['Saved plan is stale', 'conflict', 'STALE_PLAN', 'open-terraform'],
    ['Failed to query available provider packages', 'unreachable', 'NO_PROVIDER', undefined],
    ['Unsupported Terraform Core version', 'invalid', undefined, 'open-settings'],
    [
      'rpc error: code = Unauthenticated desc = The token is invalid',
      'signed-out',
      undefined,
      'sign-in-cloud',
    ],
    [
      'rpc error: code = PermissionDenied desc = Permission denied',
      'forbidden',
      undefined,
      undefined,
    ],
    [
      'rpc error: code = ResourceExhausted desc = Quota limit vpc.networks.count exceeded',
      'quota',
      undefined,
      'open-quotas',
    ],
    [
      'Get "https://registry.terraform.io/": proxyconnect tcp: dial tcp: connection refused',
      'unreachable',
      'PROXY',
      'open-proxy-settings',
    ],
    ['Proxy Authentication Required', 'unreachable', 'PROXY_LOGIN', 'open-proxy-settings'],
    ['Unsupported block type', 'invalid', undefined, 'open-log'],
  ])('%s: is %s', (summary, kind, code, fix) => {
    expect(failure(said(summary))).toMatchObject({ kind, code, fix });
  });

  it('says who holds the lock and since when', () => {
    const detail = 'Lock Info:\n  ID: 1\n  Operation: OperationTypePlan\n  Who: boris@ci\n';
    expect(failure(said('Error acquiring the state lock', detail)).message).toBe(
      'Terraform’s state is locked: boris@ci holds it for “plan”. Wait until that is done. Only if it was broken off for good, unlock the state.',
    );
  });

  it('says what Terraform said when that is all there is', () => {
    const words = failure(said('', '', 'warming up\n│ Error: No configuration files\n│\n'));
    expect(words.message).toBe('Terraform cannot plan: Error: No configuration files');
    expect(failure({ ...said(''), code: -1 }).message).toMatch(/was ended from outside/);
    expect(failure(said('')).message).toMatch(/with code 1 and said nothing/);
  });

  it('is put right by init when the folder is not ready', () => {
    expect(needsInit(said('Inconsistent dependency lock file'))).toBe(true);
    expect(
      needsInit(
        said('', '', 'Error: Backend initialization required, please run "terraform init"'),
      ),
    ).toBe(true);
    expect(needsInit(said('Unsupported block type'))).toBe(false);
  });
});

describe('what Terraform is given', () => {
  const none = { variables: {}, login: [] };
  const place = {
    token: new Secret('t1.token'),
    cloudId: 'c' as CloudId,
    folderId: 'f' as FolderId,
    endpoint: 'cloud:443',
    caFile: undefined,
  };

  it('is our sign-in alone, and no arguments or logs that nobody sees', () => {
    const inherited = {
      PATH: '/bin',
      HOME: '/home/anna',
      TF_CLI_ARGS_apply: '-destroy',
      TF_LOG: 'TRACE',
      TF_LOG_PATH: '/tmp/x',
      TF_WORKSPACE: 'dev',
      TF_PLUGIN_CACHE_DIR: '/cache',
      YC_SERVICE_ACCOUNT_KEY_FILE: '/key.json',
      YC_TOKEN: 'other',
      AWS_ACCESS_KEY_ID: 'for the backend',
    };
    expect(terraformEnvironment(inherited, none, place)).toEqual({
      PATH: '/bin',
      HOME: '/home/anna',
      TF_WORKSPACE: 'dev',
      TF_PLUGIN_CACHE_DIR: '/cache',
      AWS_ACCESS_KEY_ID: 'for the backend',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
      YC_TOKEN: 't1.token',
      YC_CLOUD_ID: 'c',
      YC_FOLDER_ID: 'f',
      YC_ENDPOINT: 'cloud:443',
    });
    expect(terraformEnvironment(inherited, none, undefined)).not.toHaveProperty('YC_TOKEN');
    expect(terraformEnvironment({}, none, { ...place, caFile: '/ca.pem' })['SSL_CERT_FILE']).toBe(
      '/ca.pem',
    );
  });

  it('is the proxy of the settings, and none of the environment besides', () => {
    const proxy = proxyForPrograms({
      support: 'override',
      proxy: 'http://anna:s3cret!@proxy.corp:3128',
      noProxy: ['*.example.com', '10.0.0.0/8'],
      authorization: undefined,
      environment: {},
    });
    const inherited = { https_proxy: 'http://old', Http_Proxy: 'http://old', no_proxy: 'old' };
    const env = terraformEnvironment(inherited, proxy, place);
    expect(Object.entries(env).filter(([name]) => /proxy/i.test(name))).toEqual([
      ['HTTPS_PROXY', 'http://anna:s3cret!@proxy.corp:3128'],
      ['HTTP_PROXY', 'http://anna:s3cret!@proxy.corp:3128'],
      ['NO_PROXY', 'example.com,10.0.0.0/8'],
    ]);
    const said = `anna:s3cret! ${btoa('anna:s3cret!')} s3cret! http://anna:s3cret!@proxy.corp`;
    expect(scrubber(proxy, place)(said)).toBe(
      '[secret] [secret] [secret] http://[secret]@proxy.corp',
    );
  });

  it('is not repeated by what it says', () => {
    expect(scrubber(none, place)('header Bearer abcdefgh1234 and t1.token!')).toBe(
      'header Bearer [secret] and [secret]!',
    );
  });
});
