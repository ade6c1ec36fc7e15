import * as z from 'zod';
import { errorKinds, fixes } from '../base/errors';
import {
  approvalRules,
  type Blueprint,
  gitlabPresets,
  type GitLabPreset,
} from '../model/blueprint';
import { type CloudId, type FolderId } from '../model/ids';
import { type Stack } from '../model/journal';

const texts = z.record(z.string(), z.string());

const recordSchema = z.object({
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  keys: texts,
  outputs: texts,
  attempts: z.number(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  error: z
    .object({
      kind: z.enum([...errorKinds, 'bug']),
      message: z.string(),
      fix: z.enum(fixes).optional(),
    })
    .optional(),
});

/** Also for a blueprint that is kept elsewhere. */
export const blueprintSchema: z.ZodType<Blueprint> = z.object({
  stackId: z.string(),
  cloudId: z.string().transform((id) => id as CloudId),
  folderId: z.string().transform((id) => id as FolderId),
  zone: z.string(),
  network: z.object({ name: z.string() }),
  subnet: z.object({ name: z.string(), cidr: z.string() }),
  securityGroup: z.object({ name: z.string(), allowedCidrs: z.array(z.string()) }),
  serviceAccount: z.object({ name: z.string(), roles: z.array(z.string()) }),
  gitlab: z.object({
    name: z.string(),
    preset: z.enum(Object.keys(gitlabPresets) as [GitLabPreset, ...GitLabPreset[]]),
    diskGb: z.number(),
    approvalRules: z.enum(approvalRules),
    backupDays: z.number(),
    adminLogin: z.string(),
    adminEmail: z.string(),
    domainPrefix: z.string(),
    deletionProtection: z.boolean(),
  }),
  machine: z.object({
    name: z.string(),
    image: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('family'), family: z.string() }),
      z.object({ kind: z.literal('product'), productId: z.string() }),
      z.object({ kind: z.literal('dsvm') }),
    ]),
    platform: z.string(),
    cores: z.number(),
    coreFraction: z.number(),
    memoryGb: z.number(),
    // Journals from before these could be chosen.
    gpus: z.number().default(0),
    disk: z.object({ gb: z.number(), type: z.string() }),
    publicAddress: z.boolean(),
    staticAddress: z.boolean().default(false),
    preemptible: z.boolean(),
    login: z.string(),
    sshPublicKey: z.string(),
  }),
});

const ownerSchema = z.object({
  kind: z.literal('terraform'),
  folder: z.string(),
  since: z.number(),
  work: z
    .object({
      kind: z.enum(['create', 'destroy']),
      since: z.number(),
      file: z.string(),
      log: z.string(),
      pid: z.number().optional(),
      started: z.string().optional(),
      attachedAt: z.number().optional(),
    })
    .optional(),
  brokenOff: z.number().optional(),
});

const stackSchema: z.ZodType<Stack> = z.object({
  version: z.literal(1),
  header: z.object({
    blueprint: blueprintSchema,
    cloudName: z.string(),
    folderName: z.string(),
    agreedAt: z.number(),
    owner: ownerSchema.optional(),
    takenBackAt: z.number().optional(),
  }),
  runs: z.object({
    create: z.record(z.string(), recordSchema),
    destroy: z.record(z.string(), recordSchema),
  }),
  entries: z.array(z.object({ at: z.number(), step: z.string().optional(), text: z.string() })),
});

/** Reads a journal's text. @throws when it is not one */
export function parseStack(text: string): Stack {
  return stackSchema.parse(JSON.parse(text));
}
