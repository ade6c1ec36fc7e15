import { type Blueprint } from '../model/blueprint';
import { type RunView } from '../model/journal';
import { type ProvisionCloud } from './ports';
import { type Runners } from './runners';
import { type Step } from './step';
import { type StepPace } from './steps/tools';

/** What work on environments needs of the rest. */
export interface WorkNeeds {
  /** For the journals, which lie in a folder of their own for each folder of the cloud. */
  readonly folder: string;
  readonly cloud: () => Promise<ProvisionCloud>;
  /** Steps that come after the cloud's own. */
  readonly furtherSteps: (blueprint: Blueprint) => readonly Step[];
  /** Of prices where the billing account is not shown. */
  readonly currency: string;
  readonly pace?: StepPace;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
  /** Of the GitLab that is signed in to; signed off before their machine goes. */
  readonly runners?: Runners | undefined;
  /** Tells the user that work waits for a sign-in to the cloud. */
  readonly askSignIn: () => void;
  /** Whether the present sign-in is taken. */
  readonly signedIn: (signal: AbortSignal) => Promise<boolean>;
}

/** Work that has begun; `ended` resolves with how it ended. */
export interface Begun {
  readonly ended: Promise<RunView>;
}

/** Two folders may have environments of the same name. */
export type Place = Pick<Blueprint, 'stackId' | 'folderId'>;
