import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
}

/** Path of `terraform` or `tofu`; undefined: neither is there. */
export async function findTerraform(): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter((one) => one !== '')) {
    for (const name of ['terraform', 'tofu']) {
      const path = join(folder, name);
      if (await there(path, constants.X_OK)) return path;
    }
  }
  return undefined;
}

/** A folder of this machine that holds the provider, in the layout that `-plugin-dir` takes. */
export async function findProvider(): Promise<string | undefined> {
  const folders = [
    process.env['TF_PLUGIN_CACHE_DIR'],
    join(homedir(), '.terraform.d/plugins'),
    join(homedir(), '.terraform.d/plugin-cache'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
  ];
  for (const folder of folders) {
    if (folder === undefined || folder === '') continue;
    const provider = join(folder, 'registry.terraform.io/yandex-cloud/yandex');
    const versions = await readdir(provider).catch(() => []);
    if (versions.length > 0) return folder;
  }
  return undefined;
}

/** Runs it where the user's own configuration and credentials do not matter. */
export function runTerraform(
  binary: string,
  args: readonly string[],
  folder: string,
  input = '',
): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1' };
    const child = execFile(
      binary,
      [...args],
      { cwd: folder, env, timeout: 60_000 },
      (error, out, errors) => resolve({ code: error === null ? 0 : 1, out: out + errors }),
    );
    child.stdin?.end(input);
  });
}

function there(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
