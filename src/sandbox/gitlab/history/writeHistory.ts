import { Readable } from 'node:stream';
import { roles } from '../access/roles';
import { type Ci, ciOf } from '../ci/ci';
import { type Job } from '../ciRows';
import { pipelineOfMergeRequest } from '../ci/pipeline/events';
import { cloneJob, processPipeline } from '../ci/pipeline/transitions';
import { fileAt } from '../ci/pipeline/create';
import { type GitLabContext } from '../exchange';
import { commitActions } from '../git/commitActions';
import { repositoryOf } from '../git/repositories';
import { createExperiment } from '../ml/experiments';
import { addFile, packageForRun, storedFileName } from '../ml/packages';
import { createModel } from '../ml/models';
import { createVersion } from '../ml/promote';
import { createRun, logMetrics, logParams, type Point, updateRun } from '../ml/runs';
import { storeStream } from '../ml/storage';
import { type Candidate, type Experiment } from '../mlRows';
import { mergeNow } from '../rest/mergeNow';
import { type MergeRequest, type Project, type User } from '../world';
import { artifactsOf, logOf } from './files';
import {
  type Constants,
  firstConstants,
  type PlannedBranch,
  plannedBranches,
  type PlannedCommit,
  withConstants,
} from './plan';
import { type Method, methods, trained, type Training } from './training';

const program = 'loan_prediction.py';
const minute = 60_000;
const day = 24 * 60 * minute;
const weeks = 5;
const model = 'loan-prediction-demo';
/** Which play of all breaks in the middle, and which one is stopped by a person. */
const breaks = (play: number): boolean => play % 17 === 9;
const stopped = (play: number): boolean => play % 31 === 20;

/** A play of the training job, as its runs and its log tell it. */
interface Play {
  readonly job: Job;
  readonly constants: Constants;
  readonly user: User;
  readonly commit: string;
  readonly branch: string;
  readonly startedAt: number;
  readonly number: number;
}

/**
 * Some weeks of a small team's work on the sample: branches with merge requests, pipelines with training jobs, about
 * two hundred runs with curves and files, and a model with two versions. Everything goes the way that a client's
 * requests go, only with a clock that was set back; the numbers are computed instead of trained.
 * @param people by login; who is missing is stood in for by the first
 */
export async function writeHistory(
  present: GitLabContext,
  project: Project,
  people: readonly [User, ...User[]],
): Promise<void> {
  const past = new Past(present, present.now() - weeks * 7 * day);
  const { context } = past;
  const experiment = createExperiment(context, project, people[0].id, 'Loan_prediction');
  const repository = repositoryOf(present, project);
  const totalPlays = plannedBranches
    .flatMap((one) => one.commits)
    .flatMap((one) => one.plays).length;
  // The last play ended a few hours ago.
  const rest = (weeks * 7 * day - 5 * 60 * minute) / totalPlays;
  const done: Candidate[] = [];
  let constants = firstConstants;
  let plays = 0;
  for (const branch of plannedBranches) {
    const author = people.find((one) => one.username === branch.author) ?? people[0];
    const main = (await repository.branch('main'))?.sha;
    let head = main;
    let mr: MergeRequest | undefined;
    let ours = constants;
    for (const commit of branch.commits) {
      ours = { ...ours, ...commit.change };
      head = await writeCommit(past, project, author, branch, commit, head, mr !== undefined);
      mr ??= openMergeRequest(past, project, author, branch);
      await repository.git(['update-ref', `refs/merge-requests/${mr.iid}/head`, head]);
      mr.updatedAt = past.now();
      const created = await pipelineOfMergeRequest(past.ci, mr, author.id);
      if (created.kind === 'nothing') throw new Error(`no pipeline: ${created.reason}`);
      const { pipeline } = created;
      const find = (name: string): Job => jobNamed(past, pipeline.id, name);
      finish(past, find('check'), 'success', 40_000);
      for (const [index, variables] of commit.plays.entries()) {
        const before = find('trigger_train');
        const job = index === 0 ? before : cloneJob(past.ci, before, author.id, 'process');
        job.playVariables = Object.entries(variables).map(([key, value]) => ({
          key,
          value: String(value),
        }));
        const started = past.now();
        const runs = await play(past, project, experiment, {
          job,
          constants: { ...ours, ...variables },
          user: author,
          commit: head,
          branch: branch.name,
          startedAt: started,
          number: plays,
        });
        done.push(...runs);
        plays++;
        past.set(started + rest);
      }
      finish(
        past,
        find('report'),
        find('trigger_train').status === 'success' ? 'success' : 'skipped',
        9_000,
      );
      processPipeline(past.ci, pipeline);
    }
    if (branch.merged && mr) {
      await mergeNow(context, mr, people[0], { squash: false, removeSourceBranch: false });
      constants = ours;
    }
  }
  writeModel(past, project, people[0], done);
  project.lastActivityAt = past.now();
  present.world.changed();
}

/** The same server as it was at a time that can be moved. */
class Past {
  readonly context: GitLabContext;
  readonly ci: Ci;
  #now: number;

  constructor(present: GitLabContext, from: number) {
    this.#now = from;
    this.context = { ...present, now: () => Math.round(this.#now) };
    this.ci = { ...ciOf(present), context: this.context };
  }

  now(): number {
    return this.context.now();
  }

  set(now: number): void {
    this.#now = now;
  }
}

async function writeCommit(
  past: Past,
  project: Project,
  author: User,
  branch: PlannedBranch,
  { message, change }: PlannedCommit,
  parent: string | undefined,
  branchIsThere: boolean,
): Promise<string> {
  const { context } = past;
  const text = await fileAt(context, project, parent ?? '', program);
  if (text === undefined) throw new Error(`The project has no ${program}.`);
  return commitActions(repositoryOf(context, project), {
    branch: branch.name,
    parent,
    before: branchIsThere ? parent : undefined,
    message,
    author: { name: author.name, email: author.email },
    committer: { name: author.name, email: author.email },
    now: past.now(),
    actions: [
      { action: 'update', path: program, content: Buffer.from(withConstants(text, change)) },
    ],
  });
}

function openMergeRequest(
  past: Past,
  project: Project,
  author: User,
  { name, title, description }: PlannedBranch,
): MergeRequest {
  const { world } = past.context;
  const mr: MergeRequest = {
    id: world.nextId('mergeRequests'),
    iid: world.nextId(`mergeRequests:${project.id}`),
    projectId: project.id,
    sourceBranch: name,
    targetBranch: 'main',
    title,
    description,
    state: 'opened',
    authorId: author.id,
    assigneeIds: [author.id],
    reviewerIds: [],
    labels: [],
    removeSourceBranch: false,
    squash: false,
    createdAt: past.now(),
    updatedAt: past.now(),
  };
  world.tables.mergeRequests.push(mr);
  return mr;
}

function jobNamed(past: Past, pipelineId: number, name: string): Job {
  const job = past.context.world.tables.jobs.find(
    (row) => row.pipelineId === pipelineId && row.name === name && row.retriedBy === undefined,
  );
  if (!job) throw new Error(`The pipeline has no job ${name}.`);
  return job;
}

function finish(past: Past, job: Job, status: Job['status'], tookMs: number): void {
  job.status = status;
  if (status === 'skipped') return;
  job.queuedAt = past.now();
  job.startedAt = past.now() + 3_000;
  job.finishedAt = job.startedAt + tookMs;
  past.set(job.finishedAt);
}

/** Trains all methods one after the other, as the job's program does. Answers the runs that finished. */
async function play(
  past: Past,
  project: Project,
  experiment: Experiment,
  { job, constants, user, commit, branch, startedAt, number }: Play,
): Promise<readonly Candidate[]> {
  const told: { method: Method; training: Training; broke: boolean }[] = [];
  const finished: Candidate[] = [];
  past.set(startedAt + 8_000);
  let status: 'success' | 'failed' | 'canceled' = 'success';
  for (const method of methods) {
    const training = trained(method, constants);
    const began = past.now();
    const broke = method === 'random_forest' && (breaks(number) || stopped(number));
    const run = createRun(past.context, experiment, user.id, {
      name: `${method}-${constants.RANDOM_SEED}`,
      startTime: began,
      tags: tagsOf({ job, user, commit, branch }, method),
    });
    run.ciJobId = job.id;
    const ended = began + (broke ? Math.round(training.tookMs * 0.45) : training.tookMs);
    logParams(
      past.context,
      run,
      Object.entries(training.params).map(([key, value]) => ({ key, value })),
    );
    logMetrics(past.context, run, pointsOf(training, began, broke));
    past.set(ended);
    if (broke) status = stopped(number) ? 'canceled' : 'failed';
    else {
      await saveFiles(past, project, user, run, artifactsOf(method, training));
      finished.push(run);
    }
    updateRun(past.context, run, {
      status: broke ? (stopped(number) ? 'killed' : 'failed') : 'finished',
      endTime: ended,
    });
    told.push({ method, training, broke });
  }
  job.queuedAt = startedAt;
  job.startedAt = startedAt + 4_000;
  job.finishedAt = past.now() + 2_000;
  job.status = status;
  if (status === 'failed') Object.assign(job, { failureReason: 'script_failure', exitCode: 1 });
  await past.ci.files.writeTrace(job.id, 0, Buffer.from(logOf(constants, told)));
  return finished;
}

function tagsOf(
  { job, user, commit, branch }: Pick<Play, 'job' | 'user' | 'commit' | 'branch'>,
  method: Method,
): { key: string; value: string }[] {
  return Object.entries({
    method,
    'trained.with': 'stdlib',
    'mlflow.source.name': program,
    'mlflow.source.git.commit': commit,
    'mlflow.source.git.branch': branch,
    'mlflow.user': user.username,
    'gitlab.CI_JOB_ID': String(job.id),
  }).map(([key, value]) => ({ key, value }));
}

/** A run that broke has the first half of its curves and no results. */
function pointsOf(training: Training, began: number, broke: boolean): readonly Point[] {
  const { folds, curve, final, tookMs } = training;
  const at = (share: number): number => Math.round(began + tookMs * share);
  const seen = broke ? curve.slice(0, Math.ceil(curve.length / 2)) : curve;
  return [
    ...folds.map((value, index) => ({
      key: 'fold accuracy',
      value,
      step: index + 1,
      timestamp: at((index + 1) / 12),
    })),
    ...seen.flatMap(({ step, ...values }, index) =>
      Object.entries(values).map(([key, value]) => ({
        key,
        value,
        step,
        timestamp: at(0.45 + (0.5 * (index + 1)) / curve.length),
      })),
    ),
    ...(broke
      ? []
      : Object.entries(final).map(([key, value]) => ({
          key,
          value,
          step: 0,
          timestamp: at(0.98),
        }))),
  ];
}

async function saveFiles(
  past: Past,
  project: Project,
  user: User,
  run: Candidate,
  files: readonly (readonly [string, string])[],
): Promise<void> {
  const { context } = past;
  const owner = packageForRun(context, project, user.id, run);
  for (const [name, text] of files) {
    const bytes = Buffer.from(text);
    const stored = await storeStream(context.folder, Readable.from([bytes]), bytes.length);
    if (stored.kind === 'stored') addFile(context, owner, storedFileName('', name), stored.file);
  }
}

/** Two versions from the best forest of the first and of the second half. */
function writeModel(past: Past, project: Project, owner: User, runs: readonly Candidate[]): void {
  const made = createModel(
    past.context,
    project,
    owner.id,
    model,
    'Will an applicant pay the loan back? Trained on invented applications.',
  );
  const aucOf = (run: Candidate): number =>
    run.metrics.findLast((point) => point.name === 'AUC')?.value ?? 0;
  const half = Math.ceil(runs.length / 2);
  for (const [version, part] of [
    ['0.1.0', runs.slice(0, Math.ceil(half / 2))],
    ['0.2.0', runs.slice(Math.ceil(half / 2), half)],
  ] as const) {
    const best = part.reduce<Candidate | undefined>(
      (so, run) => (so && aucOf(so) >= aucOf(run) ? so : run),
      undefined,
    );
    if (!best) continue;
    createVersion(past.context, project, owner.id, made, {
      version,
      description: `AUC ${aucOf(best).toFixed(4)} on the held-out applications.`,
      run: { id: best.id },
    });
  }
}

/** Everybody who took part may push. */
export function joinGroup(context: GitLabContext, groupId: number, users: readonly User[]): void {
  for (const user of users) {
    context.world.tables.members.push({
      userId: user.id,
      source: { kind: 'group', id: groupId },
      accessLevel: roles.developer,
    });
  }
}
