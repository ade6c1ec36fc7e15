import { type Pipeline } from '../../ciRows';
import { type Ci, latestJobs, pipelineStatus } from '../ci';
import { cancelPipeline } from './transitions';

const alive = ['created', 'waiting_for_resource', 'preparing', 'pending', 'running', 'scheduled'];

/**
 * A newer pipeline makes older ones of the same ref redundant: they are cancelled as long as no job
 * that must not be interrupted has started (GitLab's default, `auto_cancel: conservative`).
 */
export function cancelRedundant(ci: Ci, newest: Pipeline): void {
  if (newest.source !== 'push' && newest.source !== 'merge_request_event') return;
  for (const older of ci.context.world.tables.pipelines) {
    const same =
      older.projectId === newest.projectId &&
      older.ref === newest.ref &&
      older.source === newest.source &&
      older.id < newest.id &&
      older.sha !== newest.sha;
    if (!same || !alive.includes(pipelineStatus(ci.context, older))) continue;
    const started = latestJobs(ci.context, older).filter((job) => job.startedAt !== undefined);
    if (started.every((job) => job.options.interruptible === true)) cancelPipeline(ci, older);
  }
}
