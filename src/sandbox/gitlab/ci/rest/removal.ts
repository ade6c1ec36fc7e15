import { runGit } from '../../git/run';
import { type Pipeline } from '../../ciRows';
import { type Ci, jobsOf, projectById } from '../ci';
import { cancelPipeline } from '../pipeline/transitions';

/** Removes a pipeline with its jobs, their logs and artifacts. */
export async function removePipeline(ci: Ci, pipeline: Pipeline): Promise<void> {
  const { context } = ci;
  const { tables } = context.world;
  cancelPipeline(ci, pipeline);
  const jobs = jobsOf(context, pipeline);
  const gone = new Set(jobs.map((job) => job.id));
  tables.jobs.splice(0, tables.jobs.length, ...tables.jobs.filter((job) => !gone.has(job.id)));
  tables.pipelines.splice(tables.pipelines.indexOf(pipeline), 1);
  context.world.changed();
  for (const job of jobs) {
    const reports = (job.reports ?? []).map((report) => report.fileType);
    await ci.files.erase(job.id, ['log', 'archive', ...reports]);
  }
  await runGit(['update-ref', '-d', `refs/pipelines/${pipeline.id}`], {
    cwd: context.repository(projectById(context, pipeline.projectId)),
    allow: [1, 128],
  });
}
