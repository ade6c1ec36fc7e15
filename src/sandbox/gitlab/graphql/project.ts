import { callerLevel, canReadCode, fullPath, projectUrl, roles } from '../access/roles';
import { canReadBuilds, canReadExperiments, canReadRegistry } from '../ml/permissions';
import { presentProjectBriefly } from '../rest/presentProject';
import { type MergeRequest, type Project } from '../world';
import { type Pipeline } from '../ciRows';
import { jobConnection, pipelineConnection } from './ciLists';
import { connect } from './connection';
import { idOf } from './experiments';
import { globalId } from './globalId';
import { namedSorting, sortedBy } from './ordering';
import { type Args, type Fields, fieldsOf, number, text, texts } from './resolver';
import { onlyOnce, projectById, rowsIn, type Session, time } from './session';

export const projectFields: Fields = fieldsOf<Project>({
  archived: () => false,
  createdAt: (row) => time(row.createdAt),
  description: (row) => row.description,
  fullPath: (row, session) => fullPath(session.gitlab, row),
  httpUrlToRepo: (row, session) => presentProjectBriefly(session.gitlab, row)['http_url_to_repo'],
  id: (row) => globalId('Project', row.id),
  job: (row, session, args) => {
    const job = rowsIn(session).jobs.one(number(args, 'id') ?? 0);
    return job?.projectId === row.id && readsBuilds(session, row) ? job : null;
  },
  jobs: (row, session, args) =>
    readsBuilds(session, row)
      ? jobConnection(session, rowsIn(session).jobsOfProject.all(row.id), args)
      : null,
  lastActivityAt: (row) => time(row.lastActivityAt),
  mergeRequest: (row, session, args) =>
    mergeRequestsOf(session, row).find((mr) => String(mr.iid) === text(args, 'iid')),
  mergeRequests: (row, session, args) =>
    connect(filterMergeRequests(mergeRequestsOf(session, row), args), args, idOf),
  mlExperiments: (row, session, args) => {
    onlyOnce(session, 'mlExperiments', 'Project');
    if (!canReadExperiments(session.gitlab, session.caller, row)) return null;
    return namedConnection(rowsIn(session).experimentsOfProject.all(row.id), args);
  },
  mlModels: (row, session, args) => {
    onlyOnce(session, 'mlModels', 'Project');
    if (!canReadRegistry(session.gitlab, session.caller, row)) return null;
    return namedConnection(rowsIn(session).modelsOfProject.all(row.id), args);
  },
  nameWithNamespace: (row, session) =>
    presentProjectBriefly(session.gitlab, row)['name_with_namespace'],
  pipeline: (row, session, args) => pipelineOf(session, row, args),
  pipelines: (row, session, args) =>
    readsBuilds(session, row)
      ? pipelineConnection(session, rowsIn(session).pipelinesOfProject.all(row.id), args)
      : null,
  repository: (row, session) =>
    canReadCode(session.gitlab, session.caller, row)
      ? { empty: row.defaultBranch === undefined, rootRef: row.defaultBranch }
      : null,
  sshUrlToRepo: (row, session) => presentProjectBriefly(session.gitlab, row)['ssh_url_to_repo'],
  userPermissions: (row, session) => {
    const level = callerLevel(session.gitlab, session.caller, row);
    const developer = level >= roles.developer;
    return {
      adminProject: level >= roles.maintainer,
      createMergeRequestIn: developer,
      createPipeline: developer,
      downloadCode: canReadCode(session.gitlab, session.caller, row),
      pushCode: developer,
      readProject: true,
    };
  },
  webUrl: (row, session) => projectUrl(session.gitlab, row),
});

export const mergeRequestFields: Fields = fieldsOf<MergeRequest>({
  createdAt: (row) => time(row.createdAt),
  draft: (row) => /^(\[draft\]|\(draft\)|draft:)/i.test(row.title),
  headPipeline: (row, session) => pipelinesOf(session, row).at(-1),
  id: (row) => globalId('MergeRequest', row.id),
  iid: (row) => String(row.iid),
  mergedAt: (row) => time(row.mergedAt),
  pipelines: (row, session, args) => pipelineConnection(session, pipelinesOf(session, row), args),
  project: (row, session) => projectById(session, row.projectId),
  updatedAt: (row) => time(row.updatedAt),
  webUrl: (row, session) => {
    const project = projectById(session, row.projectId);
    return project && `${projectUrl(session.gitlab, project)}/-/merge_requests/${row.iid}`;
  },
});

function readsBuilds(session: Session, project: Project): boolean {
  return canReadBuilds(session.gitlab, session.caller, project);
}

function namedConnection<
  Row extends { id: number; name: string; createdAt: number; updatedAt: number },
>(all: readonly Row[], args: Args): unknown {
  const part = text(args, 'name') ?? '';
  const found = part === '' ? all : all.filter((row) => row.name.includes(part));
  const { rows, column } = sortedBy(found, namedSorting(args));
  return connect(rows, args, idOf, column);
}

function pipelineOf(session: Session, project: Project, args: Args): Pipeline | null {
  if (!readsBuilds(session, project)) return null;
  const [id, iid, sha] = [number(args, 'id'), text(args, 'iid'), text(args, 'sha')];
  const found = rowsIn(session)
    .pipelinesOfProject.all(project.id)
    .findLast((row) => {
      if (id !== undefined) return row.id === id;
      return iid === undefined ? row.sha === sha : String(row.iid) === iid;
    });
  return found ?? null;
}

function mergeRequestsOf(session: Session, project: Project): readonly MergeRequest[] {
  const { mergeRequests } = session.gitlab.world.tables;
  return mergeRequests.filter((row) => row.projectId === project.id).toReversed();
}

function filterMergeRequests(all: readonly MergeRequest[], args: Args): readonly MergeRequest[] {
  const state = text(args, 'state');
  const [sources, targets] = [texts(args, 'sourceBranches'), texts(args, 'targetBranches')];
  const iids = texts(args, 'iids');
  return all.filter(
    (row) =>
      (state === undefined || state === 'all' || row.state === state) &&
      (sources?.includes(row.sourceBranch) ?? true) &&
      (targets?.includes(row.targetBranch) ?? true) &&
      (iids?.includes(String(row.iid)) ?? true),
  );
}

function pipelinesOf(session: Session, row: MergeRequest): readonly Pipeline[] {
  return rowsIn(session)
    .pipelinesOfProject.all(row.projectId)
    .filter((one) => one.mergeRequestIid === row.iid);
}
