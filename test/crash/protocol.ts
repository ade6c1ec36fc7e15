import { type RunKind } from '../../src/model/journal';

/** What the processes of the crash test say to each other. */

export interface CloudAddress {
  readonly endpoint: string;
  readonly ca: string;
  readonly token: string;
  readonly cloudId: string;
  readonly folderId: string;
}

/** One thing that somebody does in a window: create and destroy go on with what was interrupted. */
export interface Errand {
  readonly kind: RunKind;
  /** For the journals. */
  readonly folder: string;
  readonly cloud: CloudAddress;
  /** How much faster the cloud works than a real one: the product's own pauses are divided by it. */
  readonly speed?: number;
  /** Of one try of one call, ms. */
  readonly deadlineMs?: number;
  /** Where to die; undefined to live and tell the points that were passed. */
  readonly dieAt: string | undefined;
}

export interface Survived {
  readonly state: string;
  readonly failures: readonly string[];
  /** In the order in which they were passed first. */
  readonly points: readonly string[];
}

export type CloudOrder =
  /** Waits until no operation is under way, then tells what is there. */
  | { readonly do: 'look' }
  /** Remembers what is there under a name; `put` makes it so again. */
  | { readonly do: 'keep'; readonly name: string }
  | { readonly do: 'put'; readonly name: string }
  | { readonly do: 'end' };

/** A folder of the cloud as it is, without what differs from run to run by nature. */
export interface Sight {
  /** `network net-gitlab {labels} …`, sorted; ids in words. */
  readonly things: readonly string[];
  /** Ids of all things that can be recorded, with their kinds and names. */
  readonly ids: Readonly<Record<string, string>>;
  /** Kinds of the operations that ended well, sorted; one for each that was really carried out. */
  readonly effects: readonly string[];
  /** Bugs of the simulated cloud. */
  readonly crashes: readonly string[];
}
