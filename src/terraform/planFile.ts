import * as z from 'zod';
import { AppError } from '../base/errors';
import { isRecord } from '../base/record';
import {
  type ChangedField,
  type TerraformChange,
  type TerraformPlanned,
} from '../model/terraform/planned';

const changeSchema = z.object({
  address: z.string(),
  mode: z.string().default('managed'),
  type: z.string().default(''),
  action_reason: z.string().optional(),
  change: z.object({
    actions: z.array(z.string()),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    after_unknown: z.unknown().optional(),
    before_sensitive: z.unknown().optional(),
    after_sensitive: z.unknown().optional(),
    replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
    importing: z.object({ id: z.string().optional() }).optional(),
  }),
});

const schema = z.object({
  format_version: z.string(),
  terraform_version: z.string().default(''),
  variables: z.record(z.string(), z.object({ value: z.unknown().optional() })).default({}),
  resource_changes: z.array(changeSchema).default([]),
  output_changes: z.record(z.string(), z.object({ actions: z.array(z.string()) })).default({}),
  applyable: z.boolean().optional(),
});

/** Reads `terraform show -json <plan>`. @throws AppError `invalid` for a format that is not known */
export function parsePlanFile(text: string): TerraformPlanned {
  let read: z.infer<typeof schema>;
  try {
    read = schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('invalid', 'What Terraform says of its plan cannot be read.', { cause });
  }
  if (!read.format_version.startsWith('1.')) {
    throw new AppError(
      'invalid',
      `Terraform describes its plan in format ${read.format_version}, which is newer than this extension. Update the extension.`,
    );
  }
  const changes = read.resource_changes.filter(({ mode }) => mode === 'managed').map(toChange);
  const moves = changes.some(
    ({ action, importing }) => action !== 'keep' || importing !== undefined,
  );
  const outputs = Object.values(read.output_changes).some(
    ({ actions }) => !actions.every((action) => action === 'no-op'),
  );
  return {
    version: read.terraform_version,
    changes,
    variables: Object.fromEntries(
      Object.entries(read.variables).flatMap(([name, { value }]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    ),
    applyable: read.applyable ?? (moves || outputs),
  };
}

function toChange(read: z.infer<typeof changeSchema>): TerraformChange {
  const { address, type, action_reason: reason, change } = read;
  const before = flat(change.before, change.before_sensitive);
  const after = flat(change.after, change.after_sensitive);
  const unknown = unknownPaths(change.after_unknown);
  const id = before.get('id') ?? after.get('id');
  return {
    address,
    type,
    action: actionOf(change.actions),
    importing: change.importing?.id,
    reason,
    id,
    fields: isRecord(change.before)
      ? differing(before, after, unknown, change.replace_paths ?? [])
      : [],
    after: Object.fromEntries([...after].filter(([, value]) => value !== hidden)),
  };
}

function actionOf(actions: readonly string[]): TerraformChange['action'] {
  if (actions.includes('create') && actions.includes('delete')) return 'replace';
  if (actions.includes('create')) return 'create';
  if (actions.includes('delete')) return 'delete';
  if (actions.includes('update')) return 'update';
  return actions.includes('forget') ? 'forget' : 'keep';
}

const hidden = '(sensitive)';
const later = '(known after apply)';
const mostFields = 40;

function differing(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  unknown: ReadonlySet<string>,
  replace: readonly (readonly (string | number)[])[],
): ChangedField[] {
  // A resource that goes has nothing after.
  if (after.size === 0 && unknown.size === 0) return [];
  const roots = replace.map((steps) => pathOf(steps));
  return [...new Set([...before.keys(), ...after.keys(), ...unknown])]
    .filter((path) => unknown.has(path) || before.get(path) !== after.get(path))
    .slice(0, mostFields)
    .map((path) => ({
      path,
      before: before.get(path) ?? '',
      after: after.get(path) ?? (unknown.has(path) ? later : ''),
      forces: roots.some(
        (root) => path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`),
      ),
    }));
}

function pathOf(steps: readonly (string | number)[]): string {
  return steps.reduce<string>(
    (path, step) =>
      typeof step === 'number' ? `${path}[${step}]` : path === '' ? step : `${path}.${step}`,
    '',
  );
}

/** Every value by its path, as a text. */
function flat(value: unknown, sensitive: unknown): Map<string, string> {
  const found = new Map<string, string>();
  walk(value, sensitive, '', found);
  return found;
}

function walk(value: unknown, sensitive: unknown, path: string, found: Map<string, string>): void {
  if (value === null || value === undefined) return;
  if (sensitive === true) found.set(path, hidden);
  else if (Array.isArray(value)) {
    const marks: unknown[] = Array.isArray(sensitive) ? sensitive : [];
    value.forEach((one: unknown, at) => walk(one, marks[at], `${path}[${at}]`, found));
  } else if (isRecord(value)) {
    for (const [name, one] of Object.entries(value)) {
      const mark = isRecord(sensitive) ? sensitive[name] : undefined;
      walk(one, mark, path === '' ? name : `${path}.${name}`, found);
    }
  } else found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
}

function unknownPaths(value: unknown): Set<string> {
  const found = flat(value, undefined);
  return new Set([...found].filter(([, text]) => text === 'true').map(([path]) => path));
}
