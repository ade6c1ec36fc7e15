import { access, constants } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../base/errors';
import { type TerraformProgram } from '../model/ports/terraform';
import { run } from './process';

type Environment = Readonly<Record<string, string | undefined>>;

const names = ['terraform', 'tofu'];
const versionDeadlineMs = 30_000;
const versionSchema = z.object({ terraform_version: z.string() });

/**
 * Finds the program and asks its version.
 * @param setting path or name; empty: `terraform` or else `tofu` of the PATH
 */
export async function findProgram(
  setting: string,
  env: Environment,
  signal: AbortSignal,
): Promise<TerraformProgram> {
  const path = await locate(setting, env);
  const { code, stdout, stderr } = await run(
    {
      program: path,
      args: ['version', '-json'],
      env,
      cwd: undefined,
      deadlineMs: versionDeadlineMs,
    },
    signal,
  );
  const version = code === 0 ? readVersion(stdout) : undefined;
  if (version === undefined) {
    throw new AppError(
      'invalid',
      `“${path}” does not answer as Terraform does. Name the program in the setting “mlops.terraform.path”.`,
      { fix: 'open-settings', detail: `${code}: ${(stderr || stdout).slice(-2_000)}` },
    );
  }
  const name = basename(path).toLowerCase().includes('tofu') ? 'OpenTofu' : 'Terraform';
  if (!isRecent(name, version)) {
    throw new AppError(
      'invalid',
      `${name} ${version} (“${path}”) is too old: ${name} ${oldest[name].join('.')} or newer is needed, because import blocks came with it. Update it, or name another in the setting “mlops.terraform.path”.`,
      { fix: 'open-settings' },
    );
  }
  return { path, name, version };
}

const oldest = { Terraform: [1, 5], OpenTofu: [1, 6] } as const;

function isRecent(name: TerraformProgram['name'], version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [least, leastMinor] = oldest[name];
  return major > least || (major === least && minor >= leastMinor);
}

function readVersion(text: string): string | undefined {
  try {
    return versionSchema.parse(JSON.parse(text)).terraform_version;
  } catch {
    return undefined;
  }
}

async function locate(setting: string, env: Environment): Promise<string> {
  if (isAbsolute(setting)) {
    if (await isProgram(setting)) return setting;
    throw missing(`“${setting}” of the setting “mlops.terraform.path” is not a program.`);
  }
  if (/[\\/]/.test(setting)) {
    throw missing('The setting “mlops.terraform.path” needs a whole path, or only a name.');
  }
  const wanted = setting === '' ? names : [setting];
  // Windows calls it Path.
  const path = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const ends = process.platform === 'win32' ? ['.exe', ''] : [''];
  for (const name of wanted) {
    for (const folder of path.split(delimiter).filter((one) => isAbsolute(one))) {
      for (const end of ends) {
        const candidate = join(folder, `${name}${end}`);
        if (await isProgram(candidate)) return candidate;
      }
    }
  }
  throw missing(`${wanted.map((name) => `“${name}”`).join(' and ')} were not found in the PATH.`);
}

function missing(what: string): AppError {
  return new AppError(
    'not-found',
    `Cannot run Terraform: ${what} Install Terraform 1.5 or OpenTofu 1.6 or newer, or name the program in the setting “mlops.terraform.path”. The exported configuration can be used anywhere.`,
    { fix: 'open-settings' },
  );
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
