import * as z from 'zod';
import { type CodeChange, countLines } from '../../model/codeChanges';
import { type MergeRequestIid, type PipelineId, type ProjectId } from '../../model/ids';
import {
  type Branch,
  type Commit,
  type CommitComparison,
  type MergeRequest,
  type Project,
  type ProjectImport,
} from '../../model/project';
import { maybe, time } from '../parse';

export const projectId = z.int().transform((id) => id as ProjectId);

const importStates = ['none', 'scheduled', 'started', 'finished', 'failed', 'canceled'] as const;
const importState = z.enum(importStates).catch('none');
const role = maybe(z.object({ access_level: z.int() }));

export const projectSchema = z
  .object({
    id: projectId,
    name: z.string(),
    path_with_namespace: z.string(),
    web_url: z.string(),
    http_url_to_repo: z.string(),
    ssh_url_to_repo: maybe(z.string()),
    default_branch: maybe(z.string()),
    import_status: importState.optional(),
    permissions: maybe(z.object({ project_access: role, group_access: role })),
    marked_for_deletion_at: maybe(z.string()),
    marked_for_deletion_on: maybe(z.string()),
  })
  .transform((raw): Project => {
    const levels = [raw.permissions?.project_access, raw.permissions?.group_access]
      .map((one) => one?.access_level)
      .filter((level) => level !== undefined);
    return {
      id: raw.id,
      name: raw.name,
      path: raw.path_with_namespace,
      webUrl: raw.web_url,
      httpCloneUrl: raw.http_url_to_repo,
      sshCloneUrl: raw.ssh_url_to_repo,
      defaultBranch: raw.default_branch,
      importState: raw.import_status ?? 'none',
      accessLevel: levels.length === 0 ? undefined : Math.max(...levels),
      markedForDeletion: (raw.marked_for_deletion_at ?? raw.marked_for_deletion_on) !== undefined,
    };
  });

export const importSchema = z
  .object({ import_status: importState, import_error: maybe(z.string()) })
  .transform((raw): ProjectImport => ({ state: raw.import_status, error: raw.import_error }));

export const personSchema = z
  .object({ username: z.string(), name: z.string() })
  .transform(({ username, name }) => ({ username, name }));

export const commitSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    message: maybe(z.string()),
    author_name: maybe(z.string()),
    created_at: time,
    web_url: maybe(z.string()),
  })
  .transform((raw): Commit => ({
    sha: raw.id,
    title: raw.title,
    message: raw.message ?? raw.title,
    authorName: raw.author_name ?? '',
    createdAt: raw.created_at,
    webUrl: raw.web_url,
  }));

export const branchSchema = z
  .object({
    name: z.string(),
    default: z.boolean(),
    protected: z.boolean(),
    merged: z.boolean(),
    commit: commitSchema,
    web_url: z.string(),
  })
  .transform((raw): Branch => ({
    name: raw.name,
    isDefault: raw.default,
    isProtected: raw.protected,
    isMerged: raw.merged,
    commit: raw.commit,
    webUrl: raw.web_url,
  }));

export const fileSchema = z
  .object({
    file_path: z.string(),
    encoding: z.enum(['base64', 'text']),
    content: z.string(),
    last_commit_id: z.string(),
  })
  .transform((raw) => ({
    path: raw.file_path,
    content: new Uint8Array(
      Buffer.from(raw.content, raw.encoding === 'base64' ? 'base64' : 'utf8'),
    ),
    lastCommitSha: raw.last_commit_id,
  }));

const changeSchema = z
  .object({
    old_path: z.string(),
    new_path: z.string(),
    new_file: z.boolean(),
    renamed_file: z.boolean(),
    deleted_file: z.boolean(),
    diff: maybe(z.string()),
    too_large: z.boolean().optional(),
    collapsed: z.boolean().optional(),
  })
  .transform((raw): CodeChange => ({
    kind: raw.new_file
      ? 'added'
      : raw.deleted_file
        ? 'deleted'
        : raw.renamed_file
          ? 'renamed'
          : 'modified',
    oldPath: raw.old_path,
    newPath: raw.new_path,
    ...(raw.diff === undefined || raw.diff === '' || raw.too_large || raw.collapsed
      ? { added: undefined, removed: undefined }
      : countLines(raw.diff)),
  }));

export const comparisonSchema: z.ZodType<CommitComparison> = z
  .object({ commits: z.array(commitSchema), diffs: z.array(changeSchema) })
  .transform((raw) => ({ commits: raw.commits, changes: raw.diffs }));

export const mergeRequestSchema = z
  .object({
    iid: z.int().transform((iid) => iid as MergeRequestIid),
    title: z.string(),
    description: maybe(z.string()),
    source_branch: z.string(),
    target_branch: z.string(),
    state: z.enum(['opened', 'closed', 'merged', 'locked']),
    draft: z.boolean().optional(),
    detailed_merge_status: maybe(z.string()),
    sha: maybe(z.string()),
    author: maybe(personSchema),
    created_at: time,
    updated_at: time,
    web_url: z.string(),
    head_pipeline: maybe(z.object({ id: z.int().transform((id) => id as PipelineId) })),
  })
  .transform((raw): MergeRequest => ({
    iid: raw.iid,
    title: raw.title,
    description: raw.description ?? '',
    sourceBranch: raw.source_branch,
    targetBranch: raw.target_branch,
    state: raw.state,
    isDraft: raw.draft ?? false,
    mergeStatus: raw.detailed_merge_status,
    sha: raw.sha,
    author: raw.author,
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    webUrl: raw.web_url,
    headPipelineId: raw.head_pipeline?.id,
  }));
