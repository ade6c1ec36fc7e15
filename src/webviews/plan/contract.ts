import * as z from 'zod';
import { type Fix } from '../../base/errors';
import { type TerraformOwner } from '../../model/ownership';
import { type FolderId } from '../../model/ids';
import { type JournalEntry, type RunView } from '../../model/journal';
import { type Plan } from '../../model/plan';
import { change, notice, request } from '../ipc/contract';

/** The plan as a document, and the progress beside it once it was agreed to. */
export interface PlanState {
  readonly name: string;
  readonly folderId: FolderId | undefined;
  /** Address of the cloud's web console. */
  readonly console: string;
  readonly plan: Plan | undefined;
  /** Reading or reading again. */
  readonly loading: boolean;
  readonly problem: string | undefined;
  /** Why it cannot be agreed to; empty when it can. */
  readonly blockers: readonly string[];
  readonly run: RunView | undefined;
  /** It was destroyed while this page was open. */
  readonly destroyed: boolean;
  /** ms since 1970; undefined before anything was agreed to. */
  readonly agreedAt: number | undefined;
  readonly entries: readonly JournalEntry[];
  /** Whose plan the page shows, or would show. */
  readonly way: 'native' | 'terraform';
  /** What is done while it is loading; undefined: the cloud is read. */
  readonly doing: string | undefined;
  /** A way out of the problem, besides trying again. */
  readonly problemFix: Fix | undefined;
  readonly owner: TerraformOwner | undefined;
  /** Clock of the editor's side, ms since 1970. */
  readonly now: number;
}

export const planContract = {
  state: notice<PlanState>(),
  refresh: request<void>()(z.object({})),
  /** @param foreign ids of the items that are not ours and may be used, and of those that may be lost */
  agree: change<void>()(z.object({ foreign: z.array(z.string()) })),
  /** Asks for other values, then plans again. */
  change: request<void>()(z.object({})),
  stopAll: change<void>()(z.object({})),
  openGitLab: request<void>()(z.object({})),
  cancel: request<void>()(z.object({})),
  resume: change<void>()(z.object({})),
  signIn: request<void>()(z.object({})),
  activate: change<void>()(z.object({})),
  destroy: request<void>()(z.object({})),
  showLog: request<void>()(z.object({})),
  exportTerraform: request<void>()(z.object({})),
  /** Has Terraform plan, on this page. */
  openTerraform: request<void>()(z.object({})),
  /** Plans to take over what carries Terraform's label. */
  takeOver: change<void>()(z.object({})),
  takeBack: change<void>()(z.object({})),
  unlock: change<void>()(z.object({})),
  showFolder: request<void>()(z.object({})),
  copyMarkdown: request<void>()(z.object({})),
} as const;
