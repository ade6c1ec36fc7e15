import { ciOf, jobsOf, pipelineStatus } from '../ci/ci';
import { type Job } from '../ciRows';
import { html } from './html';
import { link, pageUrl, type ProjectVisit, type Shown, table } from './projectParts';

const shownLogBytes = 200_000;

export async function ciPage(at: ProjectVisit): Promise<Shown | undefined> {
  const [area, id] = at.parts;
  if (area === 'jobs') return jobPage(at);
  return id === undefined ? pipelinesPage(at) : pipelinePage(at);
}

function pipelinesPage(at: ProjectVisit): Shown {
  const { context } = at.site;
  const rows = context.world.tables.pipelines
    .filter((row) => row.projectId === at.project.id)
    .toReversed()
    .map((row) => [
      link(pageUrl(at, `/-/pipelines/${row.id}`), `#${row.id}`),
      pipelineStatus(context, row),
      row.ref,
      link(pageUrl(at, `/-/commit/${row.sha}`), row.sha.slice(0, 8)),
    ]);
  return { title: 'Pipelines', body: table(['Pipeline', 'Status', 'Ref', 'Commit'], rows) };
}

function pipelinePage(at: ProjectVisit): Shown | undefined {
  const { context } = at.site;
  const pipeline = context.world.tables.pipelines.find(
    (row) => row.projectId === at.project.id && String(row.id) === at.parts[1],
  );
  if (pipeline === undefined) return undefined;
  const jobs = jobsOf(context, pipeline);
  return {
    title: `Pipeline #${pipeline.id}`,
    body: html`<p>${pipelineStatus(context, pipeline)} · ${pipeline.ref}</p>
      <pre>${pipeline.yamlErrors ?? ''}</pre>
      ${jobTable(at, jobs)}`,
  };
}

async function jobPage(at: ProjectVisit): Promise<Shown | undefined> {
  const { context } = at.site;
  const jobs = context.world.tables.jobs.filter((row) => row.projectId === at.project.id);
  if (at.parts[1] === undefined) return { title: 'Jobs', body: jobTable(at, jobs.toReversed()) };
  const job = jobs.find((row) => String(row.id) === at.parts[1]);
  if (job === undefined) return undefined;
  const trace = await ciOf(context).files.trace(job.id);
  const log = trace.subarray(-shownLogBytes).toString('utf8');
  return {
    title: `Job #${job.id} ${job.name}`,
    body: html`<p>
        ${job.status} · stage ${job.stage} ·
        ${link(pageUrl(at, `/-/pipelines/${job.pipelineId}`), `Pipeline #${job.pipelineId}`)}
      </p>
      <pre>${plain(log)}</pre>`,
  };
}

function jobTable(at: ProjectVisit, jobs: readonly Job[]): Shown['body'] {
  const rows = jobs.map((job) => [
    link(pageUrl(at, `/-/jobs/${job.id}`), `#${job.id} ${job.name}`),
    job.stage,
    job.status,
  ]);
  return table(['Job', 'Stage', 'Status'], rows);
}

/** Without colours and section marks. */
function plain(log: string): string {
  const escape = String.fromCharCode(27);
  return log
    .split(escape)
    .map((part, at) => (at === 0 ? part : part.replace(/^\[[0-9;]*[A-Za-z]/, '')))
    .join('')
    .replace(/section_(start|end):\d+:[^\r\n]*\r/g, '')
    .replaceAll('\r', '');
}
