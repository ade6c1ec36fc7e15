import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type ChangedFile } from '../host/workspace';
import { type ConstantChange } from '../model/constants';
import { type PushTarget, type WorkingCopy } from '../model/ports/workingCopy';
import { nextExperimentBranch, type Project } from '../model/project';
import { applyParams } from '../model/reproduce';
import { commitOf, type Run, tagOf } from '../model/run';
import { plural } from '../model/words';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { branchProblem } from './branchCommands';

export interface RunCodeNeeds {
  readonly ui: Ui;
  readonly session: Pick<GitLabSessionStore, 'project'>;
  readonly workingCopy: (signal: AbortSignal) => Promise<WorkingCopy | undefined>;
  readonly target: (project: Project) => Promise<PushTarget>;
  readonly saveAll: () => Promise<void>;
  /** Names of the project's branches, local and remote. */
  readonly branchNames: () => readonly string[];
  readonly refreshBranches: () => Promise<void>;
  readonly openChanges: (title: string, files: readonly ChangedFile[]) => Promise<void>;
  readonly commitAndPush: () => void;
}

const filesTried = 200;

/** A branch that was made for a run, and where one was before. */
interface Moved {
  readonly copy: WorkingCopy;
  readonly commit: string;
  readonly branch: string;
  /** False when the branch was there already. */
  readonly made: boolean;
  readonly before: string | undefined;
  readonly stashed: boolean;
}

/** Puts the code of a run into the open folder: on a branch at its commit. */
export async function checkOutRun(needs: RunCodeNeeds, run: Run): Promise<void> {
  const moved = await moveTo(needs, run, `run-${slug(run.name)}`, 'Check out');
  if (!moved) return;
  await needs.refreshBranches();
  needs.ui.tell(
    `You are on ${moved.branch}, at the commit ${moved.commit.slice(0, 8)} of ${run.name}.${asideText(moved)}`,
    { label: 'Go Back', run: () => goBack(needs, moved, []) },
  );
}

/** A branch at the run's commit with the run's params in the constants of the code, shown before it is committed. */
export async function reproduceRun(needs: RunCodeNeeds, run: Run): Promise<void> {
  const next = nextExperimentBranch(needs.branchNames());
  const moved = await moveTo(needs, run, next, 'Reproduce');
  if (!moved) return;
  const written = await work(needs.ui, 'Putting the params into the code…', () =>
    writeParams(moved.copy, run),
  );
  await needs.refreshBranches();
  const back = { label: 'Go Back', run: () => goBack(needs, moved, written.files) };
  const rest = unmatchedText(run, written.matched);
  if (written.changes.length === 0) {
    needs.ui.tell(
      `You are on ${moved.branch} at the commit of ${run.name}; its code needs no change.${rest}${asideText(moved)}`,
      back,
    );
    return;
  }
  const { copy, commit } = moved;
  await needs.openChanges(
    `${run.name}: its params in the code`,
    written.files.map((path) => ({
      path,
      left: async () =>
        (await copy.fileAt(commit, path, AbortSignal.timeout(60_000))) ?? new Uint8Array(),
      right: { onDisk: `${copy.folder}/${path}` },
    })),
  );
  needs.ui.tell(
    `${plural(written.changes.length, 'constant')} changed on ${moved.branch}, nothing is committed yet.${rest}${asideText(moved)}`,
    { label: 'Commit and Push', run: needs.commitAndPush },
    back,
  );
}

async function moveTo(
  needs: RunCodeNeeds,
  run: Run,
  suggested: string,
  doing: string,
): Promise<Moved | undefined> {
  const { ui } = needs;
  const commit = commitOf(run);
  if (commit === undefined) {
    throw new AppError(
      'not-found',
      `"${run.name}" does not say which commit it was trained from. Log the tag gitlab.CI_JOB_ID or mlflow.source.git.commit.`,
    );
  }
  await needs.saveAll();
  const { copy, whole, local, state } = await work(
    ui,
    'Looking for the commit…',
    async (signal) => {
      const found = await needs.workingCopy(signal);
      if (!found) {
        throw new AppError(
          'not-found',
          'No git checkout is open. Open the folder of the project first, or run "MLOps: Set Up GitLab Project".',
        );
      }
      await found.bringCommit(
        commit,
        await needs.target(await needs.session.project(signal)),
        signal,
      );
      return {
        copy: found,
        whole: (await found.commitOf(commit, signal)) ?? commit,
        local: await found.branchNames(signal),
        state: await found.work(signal),
      };
    },
  );
  const taken = new Set([...local, ...needs.branchNames()]);
  const reuse =
    local.includes(suggested) &&
    (await quietly(ui, (signal) => copy.commitOf(`refs/heads/${suggested}`, signal))) === whole;
  const branch = reuse
    ? suggested
    : await ui.input({
        title: `${doing} ${run.name}`,
        prompt: `Name of the branch at its commit ${commit.slice(0, 8)}`,
        value: taken.has(suggested) ? nextFree(suggested, taken) : suggested,
        check: (text) => branchProblem(text, taken),
      });
  if (branch === undefined) return undefined;
  if (state.changed > 0) {
    const agreed = await ui.confirm({
      message: `Put ${plural(state.changed, 'changed file')} aside?`,
      detail: `The open folder has changes that are not committed. They would be mixed with the code of ${run.name}. Put aside, they wait in git's stash; "Go Back" and "git stash pop" bring them back.`,
      action: 'Put Aside and Go On',
    });
    if (!agreed) return undefined;
  }
  await work(ui, `Switching to ${branch}…`, async (signal) => {
    if (state.changed > 0) await copy.stash(`Before ${branch}`, signal);
    try {
      if (reuse) await copy.switchTo(branch, signal);
      else await copy.createBranch(branch, whole, signal);
    } catch (error) {
      if (state.changed > 0) await copy.unstash(AbortSignal.timeout(60_000));
      throw error;
    }
  });
  const stashed = state.changed > 0;
  return { copy, commit: whole, branch, made: !reuse, before: state.branch, stashed };
}

/** Undoes a move: only what was written by it is thrown away, and only a branch without commits of its own. */
async function goBack(
  needs: RunCodeNeeds,
  moved: Moved,
  written: readonly string[],
): Promise<void> {
  const { copy, before, branch } = moved;
  if (before === undefined) {
    throw new AppError('invalid', 'No branch was checked out before. Switch to one yourself.');
  }
  await work(needs.ui, `Going back to ${before}…`, async (signal) => {
    const now = await copy.work(signal);
    if (now.branch !== branch) {
      throw new AppError(
        'conflict',
        `"${branch}" is not checked out any more. Nothing was changed.`,
      );
    }
    await copy.restore(written, signal);
    await copy.switchTo(before, signal);
    const at = await copy.commitOf(`refs/heads/${branch}`, signal);
    if (moved.made && at === moved.commit) await copy.deleteBranch(branch, at, signal);
    if (moved.stashed) await copy.unstash(signal);
  });
  await needs.refreshBranches();
}

interface Written {
  readonly files: readonly string[];
  readonly changes: readonly ConstantChange[];
  readonly matched: ReadonlySet<string>;
}

/** The script that the run names comes first; when it has constants of the params, other files are left alone. */
async function writeParams(copy: WorkingCopy, run: Run): Promise<Written> {
  const all = await copy.trackedFiles('.py', AbortSignal.timeout(60_000));
  const source = tagOf(run, 'mlflow.source.name')?.replaceAll('\\', '/');
  const own = all.filter(
    (path) => source !== undefined && (source === path || source.endsWith(`/${path}`)),
  );
  const first = await applyTo(copy, own, run);
  const found = first.matched.size > 0 ? first : await applyTo(copy, all.slice(0, filesTried), run);
  for (const { path, text } of found.texts) await copy.writeText(path, text);
  return { ...found, files: found.texts.map(({ path }) => path) };
}

async function applyTo(copy: WorkingCopy, paths: readonly string[], run: Run) {
  const texts: { path: string; text: string }[] = [];
  const changes: ConstantChange[] = [];
  const matched = new Set<string>();
  for (const path of paths) {
    const before = await copy.readText(path);
    if (before === undefined) continue;
    const applied = applyParams(before, run.params);
    for (const name of applied.matched) matched.add(name);
    changes.push(...applied.changes);
    if (applied.changes.length > 0) texts.push({ path, text: applied.text });
  }
  return { texts, changes, matched };
}

function work<T>(ui: Ui, title: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return ui.progress({ title, run: (_report, signal) => run(signal) });
}

function quietly<T>(ui: Ui, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return ui.progress({
    title: 'Working with git…',
    place: 'window',
    run: (_report, signal) => run(signal),
  });
}

function asideText({ stashed }: Moved): string {
  return stashed ? ' Your changes wait in git’s stash.' : '';
}

function unmatchedText(run: Run, matched: ReadonlySet<string>): string {
  const rest = run.params.filter(({ name }) => !matched.has(name)).map(({ name }) => name);
  if (rest.length === 0) return '';
  const shown = rest.slice(0, 4).join(', ') + (rest.length > 4 ? ' …' : '');
  const are = rest.length === 1 ? 'is no constant' : 'are no constants';
  return ` ${plural(rest.length, 'param')} ${are} in the code: ${shown}.`;
}

/** What a run's name can be in the name of a branch. */
function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[-.]+|[-.]+$|\.lock$/g, '')
    .slice(0, 60);
  return plain === '' ? 'unnamed' : plain;
}

function nextFree(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
}
