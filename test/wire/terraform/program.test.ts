import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { type ProxySettings } from '../../../src/model/proxy';
import { type TerraformProgram } from '../../../src/model/ports/terraform';
import { createTerraform } from '../../../src/terraform/terraform';
import { tempFolder, type TempFolder } from '../../support/tempFolder';

const none: ProxySettings = {
  support: 'override',
  proxy: '',
  noProxy: [],
  authorization: undefined,
  environment: {},
};

/** Folders with programs that answer as the two do. */
class Programs {
  private constructor(private readonly temp: TempFolder) {}

  static async open(): Promise<Programs> {
    return new Programs(await tempFolder());
  }

  /** @param version what it says, or `undefined`: it is something else @returns its path */
  async add(folder: string, name: string, version: string | undefined): Promise<string> {
    const at = join(this.temp.path, folder);
    await mkdir(at, { recursive: true });
    const path = join(at, name);
    const said = version === undefined ? 'usage: terraform' : `{"terraform_version":"${version}"}`;
    await writeFile(path, `#!/bin/sh\necho "${said.replaceAll('"', '\\"')}"\n`, { mode: 0o755 });
    return path;
  }

  found(setting: string, folders: readonly string[], proxy = none): Promise<TerraformProgram> {
    const path = folders.map((folder) => join(this.temp.path, folder)).join(delimiter);
    return createTerraform({
      setting: () => setting,
      inherited: { PATH: path },
      proxy: () => proxy,
      trusted: () => true,
      log: () => undefined,
    }).program(never);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.temp[Symbol.asyncDispose]();
  }
}

describe.skipIf(process.platform === 'win32')('the program', () => {
  it('is terraform of the PATH, or else tofu, wherever each lies', async () => {
    await using programs = await Programs.open();
    const tofu = await programs.add('first', 'tofu', '1.9.0');
    expect(await programs.found('', ['none', 'first'])).toEqual({
      path: tofu,
      name: 'OpenTofu',
      version: '1.9.0',
    });
    const terraform = await programs.add('second', 'terraform', '1.11.4');
    expect(await programs.found('', ['first', 'second'])).toEqual({
      path: terraform,
      name: 'Terraform',
      version: '1.11.4',
    });
    // The setting decides, by name or by path, also for one that is in no folder of the PATH.
    expect((await programs.found('tofu', ['first', 'second'])).path).toBe(tofu);
    expect((await programs.found(tofu, ['second'])).path).toBe(tofu);
    expect((await programs.found('terraform', ['first', 'second'])).path).toBe(terraform);
  });

  it('is the setting or nothing: another is never taken instead', async () => {
    await using programs = await Programs.open();
    await programs.add('bin', 'terraform', '1.11.4');
    await expect(programs.found('tofu', ['bin'])).rejects.toMatchObject({
      kind: 'not-found',
      fix: 'open-settings',
      message: expect.stringContaining('“tofu” were not found in the PATH') as string,
    });
    await expect(programs.found('./terraform', ['bin'])).rejects.toMatchObject({
      message: expect.stringContaining('needs a whole path, or only a name') as string,
    });
    await expect(programs.found('', ['empty'])).rejects.toMatchObject({
      message: expect.stringContaining('“terraform” and “tofu” were not found') as string,
    });
  });

  it('that is too old, or none at all, is said with its path and what is needed', async () => {
    await using programs = await Programs.open();
    const old = await programs.add('old', 'terraform', '1.4.7');
    const tofu = await programs.add('old-tofu', 'tofu', '1.5.9');
    const other = await programs.add('other', 'terraform', undefined);
    const words = (path: string): Promise<string> =>
      programs.found(path, []).then(String, (error: unknown) => (error as Error).message);
    expect(await words(old)).toContain(
      `Terraform 1.4.7 (“${old}”) is too old: Terraform 1.5 or newer is needed`,
    );
    expect(await words(tofu)).toContain(`OpenTofu 1.5.9 (“${tofu}”) is too old: OpenTofu 1.6`);
    expect(await words(other)).toContain('does not answer as Terraform does');
    // One that is too old is not passed over in silence for another.
    await programs.add('new', 'tofu', '1.9.0');
    await expect(programs.found('', ['old', 'new'])).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('is told the proxy of the settings and no other', async () => {
    await using programs = await Programs.open();
    // What it sees stands in its version.
    await programs.add('bin', 'terraform', '9.9.9 $HTTPS_PROXY $NO_PROXY');
    const proxy = {
      ...none,
      proxy: 'proxy.corp:3128',
      noProxy: ['*.local'],
      authorization: new Secret(`Basic ${btoa('anna:s3cret')}`),
    };
    expect((await programs.found('', ['bin'], proxy)).version).toBe(
      '9.9.9 http://anna:s3cret@proxy.corp:3128 local',
    );
    expect((await programs.found('', ['bin'])).version).toBe('9.9.9  ');
  });
});
