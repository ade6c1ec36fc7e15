import { type Project } from '../world';
import { type Candidate } from '../mlRows';
import { html } from './html';
import { link, pageUrl, type ProjectVisit, type Shown, table } from './projectParts';
import { callerLevel, roles } from '../access/roles';

/** `ml/experiments[/iid]`, `ml/candidates/iid`, `ml/models[/id[/versions/id]]`, `packages[/id]`. */
export function mlPage(at: ProjectVisit): Shown | undefined {
  const [area, kind, id, versions, version] = at.parts;
  if (area === 'packages') return packagesPage(at, kind);
  const registry = kind === 'models';
  if (!mayRead(at, registry ? at.project.mlRegistry : at.project.mlExperiments)) return undefined;
  switch (kind) {
    case 'experiments':
      return id === undefined ? experimentsPage(at) : experimentPage(at, id);
    case 'candidates':
      return candidatePage(at, id);
    case 'models':
      if (id === undefined) return modelsPage(at);
      return versions === 'versions' ? versionPage(at, id, version) : modelPage(at, id);
    case undefined:
    default:
      return undefined;
  }
}

function mayRead({ site, visit, project }: ProjectVisit, level: Project['mlRegistry']): boolean {
  if (level === 'enabled') return true;
  return level === 'private' && callerLevel(site.context, visit.caller, project) >= roles.guest;
}

function experimentsPage(at: ProjectVisit): Shown {
  const { experiments, candidates } = at.site.context.world.tables;
  const rows = experiments
    .filter((row) => row.projectId === at.project.id && !row.deleted)
    .toReversed()
    .map((row) => [
      link(pageUrl(at, `/-/ml/experiments/${row.iid}`), row.name),
      candidates.filter((run) => run.experimentId === row.id).length,
    ]);
  return { title: 'Model experiments', body: table(['Experiment', 'Runs'], rows) };
}

function experimentPage(at: ProjectVisit, iid: string): Shown | undefined {
  const { experiments, candidates } = at.site.context.world.tables;
  const experiment = experiments.find(
    (row) => row.projectId === at.project.id && String(row.iid) === iid && !row.deleted,
  );
  if (experiment === undefined) return undefined;
  const runs = candidates.filter((row) => row.experimentId === experiment.id).toReversed();
  return {
    title: experiment.name,
    body: table(
      ['Run', 'Status', 'Metrics'],
      runs.map((run) => [
        link(pageUrl(at, `/-/ml/candidates/${run.iid}`), run.name),
        run.status,
        [...latest(run)].map(([name, value]) => `${name} ${value}`).join(', '),
      ]),
    ),
  };
}

function candidatePage(at: ProjectVisit, iid: string | undefined): Shown | undefined {
  const { candidates } = at.site.context.world.tables;
  const run = candidates.find((row) => row.projectId === at.project.id && String(row.iid) === iid);
  if (run === undefined) return undefined;
  return { title: run.name, body: describeRun(at, run) };
}

function describeRun(at: ProjectVisit, run: Candidate): Shown['body'] {
  const job = run.ciJobId;
  return html`<p>
      ${run.status} ·
      <code>${run.eid}</code>
      ${job === undefined ? undefined : link(pageUrl(at, `/-/jobs/${job}`), `Job #${job}`)}
      ${run.packageId === undefined ? undefined : link(pageUrl(at, `/-/packages/${run.packageId}`), 'Artifacts')}
    </p>
    <h2>Parameters</h2>
    ${table(
      ['Name', 'Value'],
      run.params.map((row) => [row.name, row.value]),
    )}
    <h2>Metrics</h2>
    ${table(['Name', 'Latest value'], [...latest(run)])}
    <h2>Metadata</h2>
    ${table(
      ['Name', 'Value'],
      run.metadata.map((row) => [row.name, row.value]),
    )}`;
}

function modelsPage(at: ProjectVisit): Shown {
  const { models, modelVersions } = at.site.context.world.tables;
  const rows = models
    .filter((row) => row.projectId === at.project.id)
    .toReversed()
    .map((row) => [
      link(pageUrl(at, `/-/ml/models/${row.id}`), row.name),
      modelVersions.filter((version) => version.modelId === row.id).length,
    ]);
  return { title: 'Model registry', body: table(['Model', 'Versions'], rows) };
}

function modelPage(at: ProjectVisit, id: string): Shown | undefined {
  const { models, modelVersions } = at.site.context.world.tables;
  const model = models.find((row) => row.projectId === at.project.id && String(row.id) === id);
  if (model === undefined) return undefined;
  const versions = modelVersions.filter((row) => row.modelId === model.id).toReversed();
  return {
    title: model.name,
    body: html`<p>${model.description}</p>
      ${table(
        ['Version', 'Description'],
        versions.map((row) => [
          link(pageUrl(at, `/-/ml/models/${model.id}/versions/${row.id}`), row.version),
          row.description ?? '',
        ]),
      )}`,
  };
}

function versionPage(at: ProjectVisit, id: string, version: string | undefined): Shown | undefined {
  const { models, modelVersions, candidates } = at.site.context.world.tables;
  const model = models.find((row) => row.projectId === at.project.id && String(row.id) === id);
  const found = modelVersions.find(
    (row) => row.modelId === model?.id && String(row.id) === version,
  );
  if (model === undefined || found === undefined) return undefined;
  const run = candidates.find((row) => row.id === found.candidateId);
  return {
    title: `${model.name} ${found.version}`,
    body: html`<p>${found.description}</p>
      <p>${link(pageUrl(at, `/-/packages/${found.packageId}`), 'Artifacts')}</p>
      ${run && describeRun(at, run)}`,
  };
}

function packagesPage(at: ProjectVisit, id: string | undefined): Shown | undefined {
  const { packages, packageFiles } = at.site.context.world.tables;
  const own = packages.filter((row) => row.projectId === at.project.id);
  if (id === undefined) {
    const rows = own.map((row) => [
      link(pageUrl(at, `/-/packages/${row.id}`), `${row.name} ${row.version}`),
      row.packageType,
    ]);
    return { title: 'Package registry', body: table(['Package', 'Type'], rows) };
  }
  const found = own.find((row) => String(row.id) === id);
  if (found === undefined) return undefined;
  const files = packageFiles.filter((row) => row.packageId === found.id);
  return {
    title: `${found.name} ${found.version}`,
    body: table(
      ['File', 'Bytes'],
      files.map((file) => [file.fileName.replaceAll('%2F', '/'), file.size]),
    ),
  };
}

/** The newest point of each metric. */
function latest(run: Candidate): Map<string, number> {
  return new Map(run.metrics.map((point) => [point.name, point.value]));
}
