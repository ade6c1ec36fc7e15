import { canReadBuilds, canReadExperiments } from '../ml/permissions';
import { nobody, runsOf } from '../ml/runs';
import { type Candidate, type Experiment } from '../mlRows';
import { connect } from './connection';
import { globalId, type IdClass } from './globalId';
import { type Fields, fieldsOf } from './resolver';
import { pagePath, projectById, rowsIn, type Session, time, userById } from './session';

export const experimentFields: Fields = fieldsOf<Experiment>({
  candidateCount: (row, session) => rowsIn(session).candidatesOfExperiment.all(row.id).length,
  candidates: (row, session, args) => connect(runsOf(session.gitlab.world, row), args, idOf),
  createdAt: (row) => time(row.createdAt),
  creator: (row, session) => userById(session, row.userId),
  id: (row) => globalId('Ml::Experiment', row.id),
  modelId: (row) => (row.modelId === undefined ? null : globalId('Ml::Model', row.modelId)),
  path: (row, session) => pagePath(session, row.projectId, `/-/ml/experiments/${row.iid}`),
  updatedAt: (row) => time(row.updatedAt),
});

export const candidateFields: Fields = fieldsOf<Candidate>({
  _links: (row) => row,
  ciJob: (row, session) => {
    const job = row.ciJobId === undefined ? undefined : rowsIn(session).jobs.one(row.ciJobId);
    const project = job && projectById(session, job.projectId);
    return project && canReadBuilds(session.gitlab, session.caller, project) ? job : null;
  },
  createdAt: (row) => time(row.createdAt),
  creator: (row, session) => (row.userId === nobody ? null : userById(session, row.userId)),
  id: (row) => globalId('Ml::Candidate', row.id),
  // Lists without an order of their own come with the newest row first.
  metadata: (row, _session, args) => connect(row.metadata.toReversed(), args, idOf),
  metrics: (row, _session, args) => connect(row.metrics.toReversed(), args, idOf),
  params: (row, _session, args) => connect(row.params.toReversed(), args, idOf),
});

export const candidateLinkFields: Fields = fieldsOf<Candidate>({
  artifactPath: (row, session) => {
    const id = packageIdOf(session, row);
    return id === undefined ? null : pagePath(session, row.projectId, `/-/packages/${id}`);
  },
  showPath: (row, session) => pagePath(session, row.projectId, `/-/ml/candidates/${row.iid}`),
});

/** Fields of a param, a tag or a metric: only the id needs words. */
export function entryFields(name: IdClass): Fields {
  return fieldsOf<{ id: number }>({ id: (row) => globalId(name, row.id) });
}

/** The experiment of a database id, or null when the caller may not see it. */
export function experimentById(session: Session, id: number): Experiment | null {
  const row = rowsIn(session).experiments.one(id);
  const project = row && projectById(session, row.projectId);
  if (project === undefined) return null;
  return canReadExperiments(session.gitlab, session.caller, project) ? (row ?? null) : null;
}

export function idOf(row: { id: number }): number {
  return row.id;
}

function packageIdOf(session: Session, run: Candidate): number | undefined {
  if (run.modelVersionId === undefined) return run.packageId;
  return rowsIn(session).versions.one(run.modelVersionId)?.packageId;
}
