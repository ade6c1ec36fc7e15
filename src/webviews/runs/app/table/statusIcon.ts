import { type RunRow } from '../../../../model/frame/frame';
import { type RunStatus } from '../../../../model/run';

/** The codicon of a run's state, and what it means; `~spin` turns. */
export function statusIcon(status: RunStatus): {
  readonly icon: string;
  readonly label: string;
  readonly bad: boolean;
} {
  switch (status) {
    case 'running':
    case 'scheduled':
      return { icon: 'loading~spin', label: status, bad: false };
    case 'finished':
      return { icon: 'pass', label: 'finished', bad: false };
    case 'failed':
      return { icon: 'error', label: 'failed', bad: true };
    case 'killed':
      return { icon: 'circle-slash', label: 'stopped', bad: false };
    case 'unknown':
      return { icon: 'question', label: 'unknown', bad: false };
  }
}

/** Says also how far the run is, where that is known. */
export function statusOf({ status, progress }: RunRow): ReturnType<typeof statusIcon> {
  const look = statusIcon(status);
  return progress ? { ...look, label: `${look.label}, ${progress.words}` } : look;
}
