import { type CiStatus, statusGroup } from '../model/pipeline';

/** Icon and colour of a CI status, the same for jobs and pipelines. */
export function ciIcon(status: CiStatus): { icon: string; color?: string } {
  if (status === 'skipped') return { icon: 'debug-step-over' };
  switch (statusGroup(status)) {
    case 'waiting':
      return { icon: 'clock' };
    case 'running':
      return { icon: 'loading~spin' };
    case 'passed':
      return { icon: 'pass', color: 'testing.iconPassed' };
    case 'failed':
      return { icon: 'error', color: 'testing.iconFailed' };
    case 'stopped':
      return { icon: 'circle-slash' };
    case 'manual':
      return { icon: 'gear' };
  }
}

/** A status in a person's words. */
export function ciWords(status: CiStatus): string {
  switch (status) {
    case 'manual':
      return 'waits for you';
    case 'success':
      return 'passed';
    case 'waiting_for_resource':
      return 'waits for a resource';
    case 'waiting_for_callback':
      return 'waits for a callback';
    case 'canceling':
      return 'cancelling';
    case 'canceled':
      return 'cancelled';
    case 'unknown':
      return 'unknown state';
    case 'created':
    case 'preparing':
    case 'pending':
    case 'running':
    case 'failed':
    case 'skipped':
    case 'scheduled':
      return status;
  }
}
