import { type Faults } from '../faults';
import { type Clock, type GitLabHost, type MachineHost } from '../ports';
import { type Access } from './access/access';
import { type Operations } from './operations';
import { type CloudWorld } from './world';

export interface ScaledClock extends Clock {
  /** Simulated durations are divided by this. */
  readonly speed: number;
}

/** What all services of the simulated cloud share. */
export interface CloudContext {
  readonly world: CloudWorld;
  readonly clock: ScaledClock;
  readonly access: Access;
  readonly operations: Operations;
  readonly faults: Faults;
  /** `localhost:port`, known when the server listens. */
  readonly endpoint: () => string;
  readonly machines: MachineHost | undefined;
  readonly gitlabs: GitLabHost | undefined;
  /** Aborted when the cloud stops. */
  readonly stopping: AbortSignal;
  /** Work that goes on by itself; the cloud waits for it when it stops. */
  background(work: () => Promise<void>): void;
}
