import * as z from 'zod';
import { type AliasChange } from '../../model/registry/aliasChanges';
import { type Direction } from '../../model/compare';
import { change, notice, request } from '../ipc/contract';

/** A version as the page shows it; newest first in the list. */
export interface VersionRow {
  readonly id: string;
  readonly version: string;
  readonly aliases: readonly string[];
  readonly latest: boolean;
  readonly runName: string;
  readonly author: string | undefined;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly fileCount: number;
  readonly card: string;
  /** In the order of `ModelState.metrics`; undefined where the run has no such metric or was not read. */
  readonly values: readonly (number | undefined)[];
}

export interface ModelState {
  readonly name: string;
  readonly project: string;
  /** Without the block of aliases. */
  readonly description: string;
  readonly author: string | undefined;
  readonly createdAt: number | undefined;
  /** The key metric first. */
  readonly metrics: readonly { readonly name: string; readonly direction: Direction }[];
  readonly versions: readonly VersionRow[];
  /** Oldest first. */
  readonly aliasChanges: readonly AliasChange[];
  readonly loading: boolean;
  readonly problem: string | undefined;
  /** Why values of runs are missing, when they could not be read. */
  readonly runsProblem: string | undefined;
  /** The model was deleted. */
  readonly gone: boolean;
  readonly readAt: number | undefined;
}

export interface VersionFile {
  readonly path: string;
  readonly size: number;
}

const versionId = z.string().min(1).max(300);
export const versionActions = [
  'download',
  'edit',
  'setAlias',
  'copySnippet',
  'open',
  'delete',
] as const;
export type VersionAction = (typeof versionActions)[number];
export const modelActions = ['import', 'rollBack', 'open', 'delete'] as const;
export type ModelAction = (typeof modelActions)[number];

export const modelContract = {
  state: notice<ModelState>(),
  refresh: request<void>()(z.object({})),
  describe: change<void>()(z.object({ text: z.string().max(10_000) })),
  files: request<VersionFile[]>()(z.object({ version: versionId })),
  /** The card in the editor's own Markdown preview. */
  showCard: request<void>()(z.object({ version: versionId })),
  showRun: request<void>()(z.object({ version: versionId })),
  compare: request<void>()(z.object({ versions: z.array(versionId).min(2).max(50) })),
  versionAction: request<void>()(z.object({ version: versionId, action: z.enum(versionActions) })),
  modelAction: request<void>()(z.object({ action: z.enum(modelActions) })),
} as const;
