import { wait } from '../base/wait';
import { type Clock } from './ports';

/** Real time of day; only waiting is shortened. @param speed 60 makes a minute last a second */
export function createClock(speed: number): Clock & { readonly speed: number } {
  if (!Number.isFinite(speed) || speed <= 0) {
    throw new RangeError(`The speed has to be a number above 0, not ${speed}.`);
  }
  return {
    speed,
    now: () => Date.now(),
    wait: (ms, signal) => wait(ms / speed, signal),
  };
}
