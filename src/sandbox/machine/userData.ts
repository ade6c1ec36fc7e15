import { parse } from 'yaml';
import * as z from 'zod';

/** What a machine's metadata asks cloud-init for. */
export interface MachineSetup {
  readonly users: readonly SetupUser[];
  readonly files: readonly SetupFile[];
  /** Run at the end of the first boot, in order: a shell text, or a program with arguments. */
  readonly commands: readonly (string | readonly string[])[];
  readonly packages: readonly string[];
  /** What could not be read; cloud-init goes on without it. */
  readonly warnings: readonly string[];
}

export interface SetupUser {
  readonly name: string;
  readonly keys: readonly string[];
}

export interface SetupFile {
  readonly path: string;
  readonly content: Buffer;
  readonly mode: number;
  readonly append: boolean;
}

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const userSchema = z.looseObject({
  name: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/),
  ssh_authorized_keys: texts.optional(),
  'ssh-authorized-keys': texts.optional(),
});
const fileSchema = z.looseObject({
  path: z.string(),
  content: z.string().default(''),
  encoding: z.string().optional(),
  permissions: z.string().default('0644'),
  append: z.boolean().default(false),
});
const argument = z.union([z.string(), z.number()]).transform(String);
const configSchema = z.looseObject({
  users: z.array(z.unknown()).default([]),
  ssh_authorized_keys: texts.default([]),
  write_files: z.array(z.unknown()).default([]),
  runcmd: z.array(z.unknown()).default([]),
  packages: z.array(z.unknown()).default([]),
});

/** The user that an image has of its own, where metadata names none. */
const defaultUser = 'ubuntu';

/** Reads `user-data` and `ssh-keys`; when both name users, `user-data` counts. */
export function readSetup(metadata: Readonly<Record<string, string>>): MachineSetup {
  const userData = metadata['user-data'] ?? '';
  const fromKeys = readSshKeys(metadata['ssh-keys'] ?? '');
  if (userData.startsWith('#!')) {
    return { ...nothing, users: fromKeys, commands: [userData] };
  }
  if (userData.trim() === '') return { ...nothing, users: fromKeys };
  if (!userData.startsWith('#cloud-config')) {
    return {
      ...nothing,
      users: fromKeys,
      warnings: ['Unhandled non-multipart (text/x-not-multipart) userdata'],
    };
  }
  const setup = readCloudConfig(userData);
  return setup.users.length > 0 ? setup : { ...setup, users: fromKeys };
}

const nothing: MachineSetup = { users: [], files: [], commands: [], packages: [], warnings: [] };

/** `user:key`, of which only the first is used, as on the real machines. */
function readSshKeys(text: string): SetupUser[] {
  const [, name, key] = /^\s*([a-z_][a-z0-9_-]{0,31}):(\S.*)$/m.exec(text) ?? [];
  return name === undefined || key === undefined ? [] : [{ name, keys: [key.trim()] }];
}

function readCloudConfig(text: string): MachineSetup {
  const warnings: string[] = [];
  let raw: unknown;
  try {
    raw = parse(text);
  } catch {
    return { ...nothing, warnings: ['Failed loading yaml blob. Invalid format'] };
  }
  const config = configSchema.safeParse(raw ?? {});
  if (!config.success) return { ...nothing, warnings: ['Invalid cloud-config provided'] };
  const { data } = config;
  return {
    users: readUsers(data.users, data.ssh_authorized_keys, warnings),
    files: readFiles(data.write_files, warnings),
    commands: data.runcmd.flatMap((item): (string | string[])[] => {
      if (typeof item === 'string') return [item];
      const list = z.array(argument).safeParse(item);
      if (!list.success) warnings.push('Invalid cloud-config provided: runcmd');
      return list.success ? [list.data] : [];
    }),
    packages: data.packages.flat().map(String),
    warnings,
  };
}

function readUsers(
  entries: readonly unknown[],
  shared: readonly string[],
  warnings: string[],
): SetupUser[] {
  const users: SetupUser[] = [];
  let first = true;
  for (const entry of entries) {
    if (entry === 'default') {
      users.push({ name: defaultUser, keys: shared });
      continue;
    }
    const read = userSchema.safeParse(typeof entry === 'string' ? { name: entry } : entry);
    if (!read.success || read.data.name === 'root') {
      warnings.push('Invalid cloud-config provided: users');
      continue;
    }
    const { name, ssh_authorized_keys: keys, 'ssh-authorized-keys': old } = read.data;
    users.push({ name, keys: [...(keys ?? old ?? []), ...(first ? shared : [])] });
    first = false;
  }
  if (users.length === 0 && shared.length > 0) users.push({ name: defaultUser, keys: shared });
  return users;
}

function readFiles(entries: readonly unknown[], warnings: string[]): SetupFile[] {
  return entries.flatMap((entry) => {
    const read = fileSchema.safeParse(entry);
    if (!read.success) {
      warnings.push('Invalid cloud-config provided: write_files');
      return [];
    }
    const { path, content, encoding, permissions, append } = read.data;
    const base64 = encoding === 'b64' || encoding === 'base64';
    return [
      {
        path,
        content: Buffer.from(content, base64 ? 'base64' : 'utf8'),
        mode: Number.parseInt(permissions, 8) || 0o644,
        append,
      },
    ];
  });
}
