import { type RunKind } from '../../src/model/journal';

/** What the processes of the crash test say to each other. */

export interface CloudAddress {
  readonly endpoint: string;
  readonly ca: string;
  readonly token: string;
  readonly cloudId: string;
  readonly folderId: string;
  /** Where the activation of GitLab is looked for; without it creating ends before that. */
  readonly gitlab?: GitLabAddress;
}

export interface GitLabAddress {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** A GitLab whose account is activated, with a machine beside it. */
export interface SetUpAddress extends GitLabAddress {
  /** Of the repository that is imported. */
  readonly importUrl: string;
  readonly machine: {
    readonly id: string;
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly serial: string;
  };
}

/** What somebody does once GitLab is there: sets the project and its runner up, or takes the runner back. */
export interface SetUpErrand {
  readonly kind: 'set up' | 'sign off';
  /** The user's home; keys and what the window remembers lie in it. */
  readonly home: string;
  readonly at: SetUpAddress;
  readonly dieAt: string | undefined;
}

export type SetUpOrder =
  /** A new GitLab and a new machine that knows this key. */
  | { readonly do: 'begin'; readonly publicKey: string }
  | { readonly do: 'look' }
  | { readonly do: 'end' };

/** What is in GitLab and on the machine, without what differs from run to run by nature. */
export interface SetUpSight {
  readonly things: readonly string[];
  /** Requests that made or took something, in order: `POST /api/v4/projects`. */
  readonly effects: readonly string[];
  readonly crashes: readonly string[];
}

/** To repair is to agree to a plan again, of an environment that somebody has changed. */
export type ErrandKind = RunKind | 'repair';

/** One thing that somebody does in a window: each goes on with what was interrupted. */
export interface Errand {
  readonly kind: ErrandKind;
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
  /** Changes of what is there all that can be put right. */
  | { readonly do: 'drift' }
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
