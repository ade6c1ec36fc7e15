import { AppError } from '../base/errors';
import { known } from '../base/loadable';
import { type LiveText, type Ui } from '../host/ui';
import { type BranchesSnapshot } from '../model/branches';
import {
  type CiVariable,
  isCancelable,
  isPlayable,
  isRetryable,
  type Job,
} from '../model/pipeline';
import { type Project } from '../model/project';
import { agoText } from '../model/words';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Refreshed } from '../stores/refreshed';
import { ciIcon, ciWords } from '../views/ciIcons';
import { type Some } from './handlers';

export interface JobCommandsNeeds {
  readonly ui: Ui;
  readonly session: Pick<GitLabSessionStore, 'client' | 'project'>;
  readonly branches: Refreshed<BranchesSnapshot>;
  readonly refreshRuns: () => Promise<void>;
  /** The log of a job as a document that grows; the same document for the same job. */
  readonly openLog: (
    title: string,
    key: string,
  ) => Promise<LiveText & { signal: AbortSignal; fresh: boolean; rest: () => void }>;
  readonly trainJob: () => string;
  readonly report: (error: unknown) => void;
  readonly now: () => number;
}

/** Play, follow, cancel and retry jobs of pipelines. */
export function jobCommands(needs: JobCommandsNeeds): Some<'job'> {
  const { ui, session, branches } = needs;

  const jobs = (): Job[] =>
    known(branches.current)?.value.branches.flatMap((branch) =>
      branch.pipelines.flatMap((pipeline) => [...pipeline.jobs]),
    ) ?? [];

  const choose = async (
    node: { readonly job: Job } | undefined,
    title: string,
    fits: (job: Job) => boolean,
    none: string,
  ): Promise<Job | undefined> => {
    if (node) return node.job;
    await branches.refresh();
    const found = jobs().filter(fits);
    const preferred = found.filter((job) => job.name === needs.trainJob());
    if (preferred.length === 1 && found.length === 1) return preferred[0];
    if (found.length === 0) throw new AppError('not-found', none);
    return ui.pick({
      title,
      placeholder: 'Choose a job',
      choices: [...preferred, ...found.filter((job) => !preferred.includes(job))].map((job) => ({
        label: job.name,
        description: `#${job.id} · ${job.ref} · ${ciWords(job.status)}`,
        detail: `created ${agoText(job.createdAt, needs.now())}`,
        icon: ciIcon(job.status).icon.replace('~spin', ''),
        value: job,
      })),
    });
  };

  const play = async (job: Job, variables: readonly CiVariable[]): Promise<void> => {
    const started = await ui.progress({
      title: `Starting ${job.name}…`,
      run: async (_report, signal) => {
        const [gitlab, project] = [await session.client(), await session.project(signal)];
        return gitlab.pipelines.play(project.id, job.id, variables, signal);
      },
    });
    await branches.refresh();
    void follow(started).catch(needs.report);
  };

  const follow = async (job: Job, of?: Project): Promise<void> => {
    const log = await needs.openLog(`${job.name} #${job.id}`, `job-${job.id}`);
    if (!log.fresh) return;
    try {
      await read(job, of, log);
    } finally {
      log.rest();
    }
  };

  const read = async (
    job: Job,
    of: Project | undefined,
    log: LiveText & { signal: AbortSignal },
  ): Promise<void> => {
    const gitlab = await session.client();
    const project = of ?? (await session.project(log.signal));
    let status = job.status;
    const ended = await gitlab.pipelines.followLog(
      project.id,
      job.id,
      {
        onText: (text) => log.append(text),
        onReset: () => log.replace(''),
        onJob: (current) => {
          if (current.status === status) return;
          status = current.status;
          void branches.refresh();
        },
      },
      log.signal,
    );
    void branches.refresh();
    void needs.refreshRuns();
    log.append(`\n── job ${ciWords(ended.status)} ──\n`);
  };

  return {
    async 'mlops.job.play'(node) {
      const job = await choose(node, 'Play a job', isPlayable, noPlayable);
      if (job) await play(job, []);
    },
    async 'mlops.job.playWithVariables'(node) {
      const job = await choose(node, 'Play a job with variables', isPlayable, noPlayable);
      if (!job) return;
      const text = await ui.input({
        title: `Variables for ${job.name}`,
        prompt: 'KEY=value pairs, separated by spaces; quote values that contain spaces',
        placeholder: 'RANDOM_SEED=7 MAX_DEPTH=12',
        check: (value) => {
          const parsed = parseVariables(value);
          return typeof parsed === 'string' ? parsed : undefined;
        },
      });
      const variables = text === undefined ? undefined : parseVariables(text);
      if (variables !== undefined && typeof variables !== 'string') await play(job, variables);
    },
    async 'mlops.job.followLog'(node) {
      const job = await choose(
        node,
        'Follow the log of a job',
        (one) => one.startedAt !== undefined,
        'No job has started yet. Play one first.',
      );
      if (job) await follow(job, node?.project);
    },
    async 'mlops.job.cancel'(node) {
      const job = await choose(node, 'Cancel a job', isCancelable, 'No job is running.');
      if (!job) return;
      await ui.progress({
        title: `Cancelling ${job.name}…`,
        run: async (_report, signal) => {
          const [gitlab, project] = [await session.client(), await session.project(signal)];
          await gitlab.pipelines.cancelJob(project.id, job.id, signal);
        },
      });
      await branches.refresh();
    },
    async 'mlops.job.retry'(node) {
      const job = await choose(node, 'Retry a job', isRetryable, 'No job has ended yet.');
      if (!job) return;
      const again = await ui.progress({
        title: `Retrying ${job.name}…`,
        run: async (_report, signal) => {
          const [gitlab, project] = [await session.client(), await session.project(signal)];
          return gitlab.pipelines.retryJob(project.id, job.id, signal);
        },
      });
      await branches.refresh();
      void follow(again).catch(needs.report);
    },
    async 'mlops.job.open'(node) {
      if (node) await ui.openExternal(node.job.webUrl);
    },
  };
}

const noPlayable =
  'No job waits to be played. Open a merge request for your branch first: its pipeline has the training job.';

/** `A=1 B="two words"` as variables, or a sentence that says what is wrong. */
export function parseVariables(text: string): CiVariable[] | string {
  const variables: CiVariable[] = [];
  const pattern = /\s*([A-Za-z_][A-Za-z0-9_]*)=(?:"([^"]*)"|'([^']*)'|(\S*))(?=\s|$)/y;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return `Write KEY=value; "${text.slice(at).trim()}" is not that.`;
    variables.push({ key: match[1] ?? '', value: match[2] ?? match[3] ?? match[4] ?? '' });
    at = pattern.lastIndex;
  }
  return variables;
}
