import * as z from 'zod';
import { type TerraformEvent } from '../model/terraform/events';

const resource = z.object({ addr: z.string() });
const change = z.object({
  resource,
  action: z.string(),
  reason: z.string().optional(),
});
const hook = z.object({
  resource,
  action: z.string().optional(),
  id_value: z.string().optional(),
  elapsed_seconds: z.number().optional(),
  output: z.string().optional(),
});

/** Fields that are not known here are passed over, as the format asks for. */
const line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('version'),
    terraform: z.string().optional(),
    tofu: z.string().optional(),
    ui: z.string(),
  }),
  z.object({ type: z.literal('planned_change'), change }),
  z.object({ type: z.literal('resource_drift'), change }),
  z.object({
    type: z.literal('change_summary'),
    changes: z.object({
      operation: z.string(),
      add: z.number(),
      change: z.number(),
      remove: z.number(),
      import: z.number().default(0),
    }),
  }),
  z.object({
    type: z.literal('diagnostic'),
    diagnostic: z.object({
      severity: z.enum(['error', 'warning']).catch('error'),
      summary: z.string(),
      detail: z.string().default(''),
      address: z.string().optional(),
      range: z
        .object({ filename: z.string(), start: z.object({ line: z.number() }) })
        .optional()
        .catch(undefined),
    }),
  }),
  z.object({ type: z.literal('refresh_start'), hook }),
  z.object({ type: z.literal('refresh_complete'), hook }),
  z.object({ type: z.literal('apply_start'), hook }),
  z.object({ type: z.literal('apply_progress'), hook }),
  z.object({ type: z.literal('apply_complete'), hook }),
  z.object({ type: z.literal('apply_errored'), hook }),
  z.object({ type: z.literal('provision_progress'), hook }),
  z.object({ type: z.literal('log'), '@message': z.string() }),
  z.object({ type: z.literal('state_lock_acquire'), '@message': z.string() }),
]);

/** Reads one line of `-json` output; undefined for what is no event, or none that matters here. */
export function parseEvent(text: string): TerraformEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const read = line.safeParse(value);
  return read.success ? toEvent(read.data) : undefined;
}

function toEvent(read: z.infer<typeof line>): TerraformEvent {
  switch (read.type) {
    case 'version':
      return { kind: 'version', version: read.terraform ?? read.tofu ?? '', ui: read.ui };
    case 'planned_change':
      return planned('planned', read.change);
    case 'resource_drift':
      return planned('drift', read.change);
    case 'change_summary': {
      const { import: imported, ...counts } = read.changes;
      return { kind: 'summary', ...counts, imported };
    }
    case 'diagnostic': {
      const { range, ...rest } = read.diagnostic;
      const place = range && `${range.filename}:${range.start.line}`;
      return { kind: 'diagnostic', ...rest, ...(place === undefined ? {} : { place }) };
    }
    case 'refresh_start':
    case 'refresh_complete': {
      const done = read.type === 'refresh_complete';
      return { kind: 'refresh', address: read.hook.resource.addr, done };
    }
    case 'apply_start':
      return applied('start', read.hook);
    case 'apply_progress':
      return applied('progress', read.hook);
    case 'apply_complete':
      return applied('complete', read.hook);
    case 'apply_errored':
      return applied('errored', read.hook);
    case 'provision_progress':
      return { kind: 'log', text: read.hook.output ?? '', address: read.hook.resource.addr };
    case 'log':
    case 'state_lock_acquire':
      return { kind: 'log', text: read['@message'].trim() };
  }
}

function planned(
  kind: 'planned' | 'drift',
  { resource: { addr }, action, reason }: z.infer<typeof change>,
): TerraformEvent {
  return { kind, address: addr, action, ...(reason === undefined ? {} : { reason }) };
}

function applied(
  state: 'start' | 'progress' | 'complete' | 'errored',
  { resource: { addr }, action = '', id_value: id, elapsed_seconds: seconds }: z.infer<typeof hook>,
): TerraformEvent {
  return {
    kind: 'apply',
    state,
    address: addr,
    action,
    ...(id === undefined || id === '' ? {} : { id }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}
