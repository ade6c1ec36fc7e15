import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type FaultRule } from './faults';

const ms = z.number().nonnegative();
const faultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('status'),
    status: z.union([z.number(), z.string()]),
    message: z.string().exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    body: z.string().exactOptional(),
    headersFirst: z.boolean().exactOptional(),
  }),
  z.object({ kind: z.literal('delay'), ms }),
  z.object({ kind: z.literal('hang') }),
  z.object({ kind: z.literal('reset') }),
  z.object({ kind: z.literal('lost-answer') }),
  z.object({ kind: z.literal('hold-answer') }),
  z.object({ kind: z.literal('garbage') }),
  z.object({ kind: z.literal('truncate') }),
  z.object({ kind: z.literal('trickle'), ms }),
]);
const ruleSchema = z.strictObject({
  service: z.enum(['cloud', 'gitlab', 'operation']),
  match: z.string().min(1),
  skip: z.int().nonnegative().exactOptional(),
  times: z.int().positive().exactOptional(),
  fault: faultSchema,
});

export interface Flags {
  readonly state: string | undefined;
  readonly speed: number;
  /** File with a JSON array of fault rules. */
  readonly faults: string | undefined;
  readonly port: number | undefined;
  readonly sample: string | undefined;
  /** Whether somebody has worked with the sample for some weeks. */
  readonly history: boolean;
  /** Redirect address of an OAuth application that the GitLab's administrator has registered. */
  readonly oauthRedirect: string | undefined;
}

/** @throws Error with a sentence for whoever typed the flags */
export function parseFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    allowPositionals: false,
    options: {
      state: { type: 'string' },
      speed: { type: 'string', default: '60' },
      faults: { type: 'string' },
      port: { type: 'string' },
      sample: { type: 'string' },
      history: { type: 'boolean', default: false },
      'oauth-redirect': { type: 'string' },
    },
  });
  const speed = Number(values.speed);
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new Error(`--speed takes a number above 0, not "${values.speed}".`);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_535)) {
    throw new Error(`--port takes a port number, not "${values.port ?? ''}".`);
  }
  const { state, faults, sample, history } = values;
  const absolute = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(path);
  const oauthRedirect = values['oauth-redirect'];
  return {
    state: absolute(state),
    speed,
    faults,
    port,
    sample: absolute(sample),
    history,
    oauthRedirect,
  };
}

/** @throws Error when the file is not an array of fault rules */
export function parseFaults(text: string): FaultRule[] {
  const parsed = z.array(ruleSchema).safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(`The faults are not understood: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

export async function readFaults(file: string | undefined): Promise<FaultRule[]> {
  return file === undefined ? [] : parseFaults(await readFile(file, 'utf8'));
}
