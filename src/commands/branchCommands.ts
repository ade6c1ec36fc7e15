import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type BranchesSnapshot, type BranchState } from '../model/branches';
import { changedConstants, commitSubject, type ConstantChange } from '../model/constants';
import { type Author, type PushTarget, type WorkingCopy } from '../model/ports/workingCopy';
import { nextExperimentBranch, type Project } from '../model/project';
import { plural } from '../model/words';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Refreshed } from '../stores/refreshed';
import { type Some } from './handlers';

export interface BranchCommandsNeeds {
  readonly ui: Ui;
  readonly session: GitLabSessionStore;
  readonly branches: Refreshed<BranchesSnapshot>;
  /** The checkout that is open; undefined when none is. */
  readonly workingCopy: (signal: AbortSignal) => Promise<WorkingCopy | undefined>;
  readonly target: (project: Project) => Promise<PushTarget>;
  readonly author: () => Promise<Author>;
  readonly saveAll: () => Promise<void>;
  /** The text of a file in the checkout as it is on disk. */
  readonly readText: (path: string) => Promise<string | undefined>;
  readonly openFile: (path: string) => Promise<void>;
  readonly playTraining: () => void;
  readonly createMergeRequest: () => void;
}

const trainingScript = 'loan_prediction.py';

/** Branch, commit, push and merge request: from an idea to a pipeline. */
export function branchCommands(
  needs: BranchCommandsNeeds,
): Some<'branches' | 'branch' | 'mergeRequest'> {
  const { ui, session, branches } = needs;

  const open = async (signal: AbortSignal): Promise<WorkingCopy> => {
    const copy = await needs.workingCopy(signal);
    if (copy) return copy;
    throw new AppError(
      'not-found',
      'No git checkout is open. Open the folder of the project first, or run "MLOps: Set Up GitLab Project".',
    );
  };

  const names = async (): Promise<string[]> => {
    const local = await quick((signal) => open(signal).then((copy) => copy.branchNames(signal)));
    return [...local, ...(branches.value?.branches.map((branch) => branch.name) ?? [])];
  };

  const quick = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    ui.progress({
      title: 'Working with git…',
      place: 'window',
      run: (_report, signal) => work(signal),
    });

  const suggestMessage = async (copy: WorkingCopy, signal: AbortSignal): Promise<string> => {
    const files = await copy.changedFiles(signal);
    const changes: ConstantChange[] = [];
    for (const path of files.filter((file) => file.endsWith('.py'))) {
      const [before, after] = [await copy.committed(path, signal), await needs.readText(path)];
      if (before !== undefined && after !== undefined)
        changes.push(...changedConstants(before, after));
    }
    return commitSubject(changes, files);
  };

  const push = async (message: string | undefined): Promise<string> =>
    ui.progress({
      title: message === undefined ? 'Pushing…' : 'Committing and pushing…',
      run: async (report, signal) => {
        const copy = await open(signal);
        const project = await session.project(signal);
        const { branch } = await copy.work(signal);
        if (branch === undefined) {
          throw new AppError('invalid', 'No branch is checked out. Switch to one first.');
        }
        if (message !== undefined) await copy.commitAll(message, await needs.author(), signal);
        report(`pushing ${branch}`);
        await copy.push(branch, await needs.target(project), signal);
        return branch;
      },
    });

  const createMergeRequest = async (branch: string): Promise<void> => {
    const project = await quick((signal) => session.project(signal));
    const target = project.defaultBranch ?? 'main';
    if (branch === target) {
      throw new AppError(
        'invalid',
        `"${branch}" is the branch that others build on. Make an experiment branch first.`,
      );
    }
    const subject = await quick((signal) => open(signal).then((copy) => copy.lastSubject(signal)));
    const title = await ui.input({
      title: `Merge request for ${branch}`,
      prompt: `Title; it will ask to merge into ${target}`,
      value: subject ?? branch,
      check: (text) => (text.trim() === '' ? 'Give it a title.' : undefined),
    });
    if (title === undefined) return;
    const { mergeRequest, created } = await ui.progress({
      title: 'Opening the merge request…',
      run: async (_report, signal) =>
        (await session.client()).mergeRequests.open(
          project.id,
          {
            sourceBranch: branch,
            targetBranch: target,
            title: title.trim(),
            removeSourceBranch: false,
          },
          signal,
        ),
    });
    await branches.refresh();
    ui.tell(
      created
        ? `Merge request !${mergeRequest.iid} is open. Its pipeline has the training job.`
        : `Merge request !${mergeRequest.iid} was open already for ${branch}.`,
      { label: 'Play Training', run: needs.playTraining },
      { label: 'Open in Browser', run: () => ui.openExternal(mergeRequest.webUrl) },
    );
  };

  return {
    async 'mlops.branches.refresh'() {
      await branches.refresh();
    },
    async 'mlops.branch.create'() {
      const taken = new Set(await names());
      const name = await ui.input({
        title: 'New experiment branch',
        prompt: 'Name of the branch; your changes come along',
        value: nextExperimentBranch(taken),
        check: (text) => branchProblem(text, taken),
      });
      if (name === undefined) return;
      await quick(async (signal) => (await open(signal)).createBranch(name, undefined, signal));
      await branches.refresh();
      const hasScript = (await needs.readText(trainingScript)) !== undefined;
      ui.tell(
        `You are on ${name}. Change a hyperparameter such as RANDOM_SEED, then commit and push.`,
        ...(hasScript
          ? [{ label: `Open ${trainingScript}`, run: () => needs.openFile(trainingScript) }]
          : []),
      );
    },
    async 'mlops.branch.switch'(node) {
      const chosen: BranchState | undefined =
        node?.branch ??
        (await ui.pick({
          title: 'Switch to a branch',
          choices: (branches.value?.branches ?? [])
            .filter((branch) => !branch.isCurrent)
            .map((branch) => ({ label: branch.name, icon: 'git-branch', value: branch })),
          empty: 'There is no other branch.',
        }));
      if (!chosen) return;
      await quick(async (signal) => {
        const copy = await open(signal);
        const local = await copy.branchNames(signal);
        if (!local.includes(chosen.name) && chosen.remote) {
          await copy.fetch(await needs.target(await session.project(signal)), signal);
          await copy.createBranch(chosen.name, chosen.remote.commit.sha, signal);
        } else await copy.switchTo(chosen.name, signal);
      });
      await branches.refresh();
    },
    async 'mlops.branch.commitAndPush'() {
      await needs.saveAll();
      const { work, message } = await quick(async (signal) => {
        const copy = await open(signal);
        const state = await copy.work(signal);
        return {
          work: state,
          message: state.changed > 0 ? await suggestMessage(copy, signal) : undefined,
        };
      });
      if (message === undefined && work.ahead === 0) {
        throw new AppError(
          'invalid',
          'Nothing changed since the last push. Change something first.',
        );
      }
      const typed =
        message === undefined
          ? undefined
          : await ui.input({
              title: `Commit ${plural(work.changed, 'changed file')} to ${work.branch ?? '?'}`,
              prompt: 'Message of the commit',
              value: message,
              check: (text) => (text.trim() === '' ? 'Say what you changed.' : undefined),
            });
      if (message !== undefined && typed === undefined) return;
      const branch = await push(typed?.trim());
      await branches.refresh();
      const request = branches.value?.branches.find((one) => one.name === branch)?.mergeRequest;
      if (request?.state === 'opened') {
        ui.tell(`Pushed ${branch}. Merge request !${request.iid} starts a new pipeline.`, {
          label: 'Play Training',
          run: needs.playTraining,
        });
      } else {
        ui.tell(`Pushed ${branch}.`, {
          label: 'Open Merge Request',
          run: needs.createMergeRequest,
        });
      }
    },
    async 'mlops.mergeRequest.create'(node) {
      const branch =
        node?.branch.name ??
        (await quick(async (signal) => (await (await open(signal)).work(signal)).branch));
      if (branch === undefined) throw new AppError('invalid', 'No branch is checked out.');
      await createMergeRequest(branch);
    },
    async 'mlops.mergeRequest.open'(node) {
      const chosen =
        node?.mergeRequest ??
        (await ui.pick({
          title: 'Open a merge request in the browser',
          choices: (branches.value?.branches ?? []).flatMap(({ mergeRequest }) =>
            mergeRequest
              ? [
                  {
                    label: `!${mergeRequest.iid} ${mergeRequest.title}`,
                    description: mergeRequest.state,
                    icon: 'git-pull-request',
                    value: mergeRequest,
                  },
                ]
              : [],
          ),
          empty: 'There are no merge requests yet.',
        }));
      if (chosen) await ui.openExternal(chosen.webUrl);
    },
  };
}

/** The rules of git for branch names, as far as people run into them. */
export function branchProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === '') return 'Type a name.';
  if (taken.has(name)) return `"${name}" exists already.`;
  if (/[\s~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock$/.test(name)) {
    return 'A branch name has no spaces, no ~ ^ : ? * [ \\ and no two dots in a row.';
  }
  return undefined;
}
