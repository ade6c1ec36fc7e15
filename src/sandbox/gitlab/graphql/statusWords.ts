import { type JobStatus } from '../ciRows';

export interface DetailedStatus {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly icon: string;
  readonly group: string;
  readonly tooltip: string;
  readonly favicon: string;
  readonly hasDetails: boolean;
  readonly detailsPath: string;
  readonly action: StatusAction | null;
}

export interface StatusAction {
  readonly id: string;
  readonly buttonTitle: string;
  readonly icon: string;
  readonly method: string;
  readonly path: string;
  readonly title: string;
}

interface Words {
  readonly text: string;
  readonly label: string;
  /** Where icon and group are not the status itself. */
  readonly icon?: string;
  readonly group?: string;
}

const words: Readonly<Record<JobStatus, Words>> = {
  created: { text: 'Created', label: 'created' },
  waiting_for_resource: {
    text: 'Waiting',
    label: 'waiting for resource',
    icon: 'status_pending',
    group: 'waiting-for-resource',
  },
  preparing: { text: 'Preparing', label: 'preparing' },
  pending: { text: 'Pending', label: 'pending' },
  running: { text: 'Running', label: 'running' },
  success: { text: 'Passed', label: 'passed' },
  failed: { text: 'Failed', label: 'failed' },
  canceling: { text: 'Canceling', label: 'canceling', icon: 'status_canceled' },
  canceled: { text: 'Canceled', label: 'canceled' },
  skipped: { text: 'Skipped', label: 'skipped' },
  manual: { text: 'Manual', label: 'manual action' },
  scheduled: { text: 'Scheduled', label: 'scheduled' },
};

export interface StatusOf {
  readonly status: JobStatus;
  readonly id: number;
  /** Failed, but allowed to. */
  readonly warned: boolean;
  readonly detailsPath: string;
  /** Why a job failed, for its tooltip. */
  readonly reason?: string | undefined;
  readonly action?: StatusAction | undefined;
}

/** A status with the words and icons of GitLab's pages. */
export function detailedStatus(of: StatusOf): DetailedStatus {
  const { status } = of;
  const base = words[status];
  const group = of.warned ? `${status}-with-warnings` : (base.group ?? status);
  const why = of.reason === undefined ? '' : ` - (${of.reason.replaceAll('_', ' ')})`;
  return {
    id: `${status}-${of.id}-${of.id}`,
    name: group.replaceAll('-', '_').toUpperCase(),
    label: of.warned ? 'failed (allowed to fail)' : base.label,
    text: of.warned ? 'Warning' : base.text,
    icon: of.warned ? 'status_warning' : (base.icon ?? `status_${status}`),
    group,
    tooltip: `${base.label}${why}`,
    favicon: `/assets/ci_favicons/favicon_status_${status}.png`,
    hasDetails: true,
    detailsPath: of.detailsPath,
    action: of.action ?? null,
  };
}
