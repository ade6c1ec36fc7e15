import { latestVersion, versionsOf } from '../ml/models';
import { canReadRegistry } from '../ml/permissions';
import { compareSemver } from '../ml/semver';
import { filesOf } from '../ml/packages';
import { type Candidate, type Model, type ModelVersion } from '../mlRows';
import { connect } from './connection';
import { idOf } from './experiments';
import { globalId } from './globalId';
import { markdownHtml } from './markdown';
import { sortedBy, type Sorting } from './ordering';
import { type Args, type Fields, fieldsOf, number, text } from './resolver';
import {
  apiPath,
  cursorTime,
  pagePath,
  projectById,
  rowsIn,
  type Session,
  time,
  userById,
} from './session';

export const modelFields: Fields = fieldsOf<Model>({
  _links: (row) => row,
  author: (row, session) => userById(session, row.userId),
  candidateCount: (row, session) => openRuns(session, row).length,
  candidates: (row, session, args) => connect(openRuns(session, row), args, idOf),
  createdAt: (row) => time(row.createdAt),
  defaultExperimentPath: (row, session) => {
    const iid = rowsIn(session).experiments.one(row.defaultExperimentId)?.iid;
    return iid === undefined ? null : pagePath(session, row.projectId, `/-/ml/experiments/${iid}`);
  },
  descriptionHtml: (row) => markdownHtml(row.description),
  id: (row) => globalId('Ml::Model', row.id),
  latestVersion: (row, session) => latestVersion(session.gitlab.world, row),
  version: (row, session, args) => {
    const version = rowsIn(session).versions.one(number(args, 'modelVersionId') ?? 0);
    return version?.modelId === row.id ? version : null;
  },
  versionCount: (row, session) => versionsOf(session.gitlab.world, row).length,
  versions: (row, session, args) => {
    const prefix = text(args, 'version') ?? '';
    const found = versionsOf(session.gitlab.world, row).filter((one) =>
      one.version.startsWith(prefix),
    );
    const { rows, column } = sortedBy(found, versionSorting(args));
    return connect(rows, args, idOf, column);
  },
});

export const modelLinkFields: Fields = fieldsOf<Model>({
  showPath: (row, session) => pagePath(session, row.projectId, `/-/ml/models/${row.id}`),
});

export const versionFields: Fields = fieldsOf<ModelVersion>({
  _links: (row) => row,
  artifactsCount: (row, session) => filesOf(session.gitlab.world, row.packageId).length,
  author: (row, session) => userById(session, row.userId),
  candidate: (row, session) => rowsIn(session).candidates.one(row.candidateId),
  createdAt: (row) => time(row.createdAt),
  descriptionHtml: (row) => markdownHtml(row.description),
  id: (row) => globalId('Ml::ModelVersion', row.id),
  packageId: (row) => globalId('Packages::Package', row.packageId),
});

export const versionLinkFields: Fields = fieldsOf<ModelVersion>({
  importPath: (row, session) =>
    apiPath(session, `/projects/${row.projectId}/packages/ml_models/${row.id}/files/`),
  packagePath: (row, session) => pagePath(session, row.projectId, `/-/packages/${row.packageId}`),
  showPath: (row, session) =>
    pagePath(session, row.projectId, `/-/ml/models/${row.modelId}/versions/${row.id}`),
});

export function modelById(session: Session, id: number): Model | null {
  const row = rowsIn(session).models.one(id);
  const project = row && projectById(session, row.projectId);
  if (project === undefined) return null;
  return canReadRegistry(session.gitlab, session.caller, project) ? (row ?? null) : null;
}

/** Runs of the model's own experiment that are no version yet, newest first. */
function openRuns(session: Session, model: Model): readonly Candidate[] {
  return rowsIn(session)
    .candidatesOfExperiment.all(model.defaultExperimentId)
    .filter((run) => run.modelVersionId === undefined)
    .toReversed();
}

function versionSorting(args: Args): Sorting<ModelVersion> {
  const descending = text(args, 'sort') !== 'ASC';
  switch (text(args, 'orderBy')) {
    case 'VERSION':
      return {
        name: 'version',
        descending,
        compare: (a, b) => compareSemver(a.version, b.version),
        text: (row) => row.version,
      };
    case 'ID':
      return { descending, compare: (a, b) => a.id - b.id };
    case undefined:
    default:
      return {
        name: 'created_at',
        descending,
        compare: (a, b) => a.createdAt - b.createdAt,
        text: (row) => cursorTime(row.createdAt),
      };
  }
}
