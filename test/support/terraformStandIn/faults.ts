import { existsSync, readFileSync } from 'node:fs';

/** What a test wants to go wrong; `stand-in.json` in the working folder. */
export interface Faults {
  readonly version?: string;
  /** The registry cannot be reached. */
  readonly noProvider?: boolean;
  /** Lines that are no events, and events in halves. */
  readonly garbage?: boolean;
  /** Error of an address, instead of making it. */
  readonly fail?: Readonly<Record<string, string>>;
  /** Milliseconds that an address takes longer; an interrupt ends them. */
  readonly slow?: Readonly<Record<string, number>>;
  /** Waits at this address until there is a file `go`. */
  readonly hold?: string;
  /** Hangs after the cloud has made it and before the state says so; an interrupt does not end that, a second does. */
  readonly stuck?: string;
  /** Killed after the cloud has made it and before the state says so. */
  readonly die?: string;
  /** Prints its token. */
  readonly tells?: boolean;
}

export const faults: Faults = existsSync('stand-in.json')
  ? (JSON.parse(readFileSync('stand-in.json', 'utf8')) as Faults)
  : {};
