import * as z from 'zod';
import { type DestroyPlan } from '../../model/destroyPlan';
import { change, notice, request } from '../ipc/contract';

/** What destroying the environment would do, to be read and agreed to by typing its name. */
export interface DestroyState {
  /** To be typed. */
  readonly name: string;
  readonly folderName: string;
  /** Reading or reading again. */
  readonly loading: boolean;
  readonly problem: string | undefined;
  readonly plan: DestroyPlan | undefined;
  readonly cost: DestroyCost | undefined;
  /** Work on the environment is under way; nothing can be begun beside it. */
  readonly busy: boolean;
  /** There is no environment any more. */
  readonly gone: boolean;
  /** Working folder of the Terraform that does it; undefined: we do. */
  readonly terraform: string | undefined;
}

/** Per hour, by the prices that were agreed to. */
export interface DestroyCost {
  readonly currency: string;
  /** By the id of an item. */
  readonly items: Readonly<Record<string, number>>;
  readonly now: number;
  /** When everything is stopped instead; undefined when unknown. */
  readonly stopped: number | undefined;
}

export const destroyContract = {
  state: notice<DestroyState>(),
  refresh: request<void>()(z.object({})),
  destroy: change<void>()(z.object({ typed: z.string(), unprotect: z.boolean() })),
  stopEverything: change<void>()(z.object({})),
  showProgress: request<void>()(z.object({})),
  copyMarkdown: request<void>()(z.object({})),
} as const;
