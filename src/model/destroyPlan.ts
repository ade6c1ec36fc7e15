/** What destroying an environment would do, to be read before it is agreed to. */
export interface DestroyPlan {
  readonly items: readonly DestroyItem[];
  /** What lies beside our items: it stays, for the reason that is given. */
  readonly leftovers: readonly Leftover[];
  /** The GitLab instance is protected: deleting it needs a consent of its own. */
  readonly needsUnprotect: boolean;
}

/**
 * delete: ours by label and by journal. keep: not ours. gone: was ours, is not there any more.
 * lost: in our journal, but without our label; left alone.
 */
export type DestroyAction = 'delete' | 'keep' | 'gone' | 'lost';

export interface DestroyItem {
  /** Same as the id of the step that made it. */
  readonly id: string;
  /** `GitLab instance`, `network`. */
  readonly kind: string;
  readonly name: string;
  readonly action: DestroyAction;
  readonly resourceId: string | undefined;
  readonly reason: string | undefined;
  /** What goes with it, in words. */
  readonly takes: readonly string[];
}

export interface Leftover {
  /** `disk “data”`. */
  readonly what: string;
  readonly why: string;
  /** It goes on costing. */
  readonly costs: boolean;
  /** Nothing of ours can go that it hangs on. */
  readonly inTheWay: boolean;
  readonly resourceId: string | undefined;
}
