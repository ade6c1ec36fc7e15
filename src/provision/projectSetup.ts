import { AppError } from '../base/errors';
import { type Secret } from '../base/secret';
import { type GitLab } from '../model/ports/gitlab';
import { accessLevels, type Project } from '../model/project';
import { canBeMasked, daysLeft, type Variable } from '../model/setup';

/** Where the code of the project comes from. */
export type ProjectSource =
  | { readonly kind: 'existing'; readonly project: Project }
  | { readonly kind: 'import'; readonly name: string; readonly url: string }
  /** An empty project; `push` brings the code. */
  | {
      readonly kind: 'push';
      readonly name: string;
      readonly push: (project: Project, signal: AbortSignal) => Promise<void>;
    };

export interface ProjectSetup {
  readonly source: ProjectSource;
  /** One line; added to the account so that git works over SSH. */
  readonly sshPublicKey: string | undefined;
}

/** What training needs of a project, as the tutorial names it. */
export const trackingToken = {
  name: 'mlflow',
  scopes: ['api', 'manage_runner', 'read_repository', 'write_repository'],
  /** Renewed by a later set-up when fewer days are left. */
  renewWhenDaysLeft: 14,
} as const;

const tokenVariables = ['MLFLOW_TRACKING_TOKEN', 'REPO_TOKEN'] as const;

export type ReportProgress = (text: string) => void;

/**
 * Brings a GitLab project to where training jobs work: project, access token, CI/CD variables, SSH key.
 * Each part is looked for first, so that a repeat after a failure goes on where it stopped.
 */
export async function setUpProject(
  gitlab: GitLab,
  setup: ProjectSetup,
  report: ReportProgress,
  now: () => number,
  signal: AbortSignal,
): Promise<Project> {
  const project = await bringProject(gitlab, setup.source, report, signal);
  checkMayAdminister(project);
  report('CI/CD variables');
  await giveVariables(gitlab, project, report, now, signal);
  if (setup.sshPublicKey !== undefined) {
    report('SSH key');
    await gitlab.setup.addSshKey('GitLab MLOps for VS Code', setup.sshPublicKey, signal);
  }
  return project;
}

async function bringProject(
  gitlab: GitLab,
  source: ProjectSource,
  report: ReportProgress,
  signal: AbortSignal,
): Promise<Project> {
  if (source.kind === 'existing') return source.project;
  const found = await ownProject(gitlab, source.name, signal);
  switch (source.kind) {
    case 'import': {
      report(`importing ${source.name}`);
      const project =
        found ??
        (await gitlab.setup.createProject({ name: source.name, importUrl: source.url }, signal));
      return gitlab.setup.waitForImport(project.id, signal);
    }
    case 'push': {
      report(`creating ${source.name}`);
      const project = found ?? (await gitlab.setup.createProject({ name: source.name }, signal));
      report('pushing the code');
      await source.push(project, signal);
      return gitlab.projects.get(project.id, signal);
    }
  }
}

/** A project of this name that the account owns already, from an earlier try. */
async function ownProject(
  gitlab: GitLab,
  name: string,
  signal: AbortSignal,
): Promise<Project | undefined> {
  const { username } = await gitlab.account.user(signal);
  const projects = await gitlab.projects.search(name, signal);
  // GitLab makes the path from the name: in lower case and with dashes for what a path cannot have.
  return projects.find(
    (one) =>
      !one.markedForDeletion &&
      (one.name === name || one.path === `${username}/${name}`) &&
      one.path.startsWith(`${username}/`),
  );
}

async function giveVariables(
  gitlab: GitLab,
  project: Project,
  report: ReportProgress,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const present = await gitlab.setup.variables(project.id, signal);
  const trackingUri = `${gitlab.baseUrl}/api/v4/projects/${project.id}/ml/mlflow`;
  await gitlab.setup.setVariable(
    project.id,
    { key: 'MLFLOW_TRACKING_URI', value: trackingUri, raw: true },
    signal,
  );
  const carriers = tokenVariables.map((key) => present.find((variable) => variable.key === key));
  const token = await freshToken(gitlab, project, carriers, report, now, signal);
  if (!token) return;
  for (const key of tokenVariables) {
    await gitlab.setup.setVariable(
      project.id,
      {
        key,
        value: token.secret,
        masked: canBeMasked(token.secret.reveal(), true),
        raw: true,
        description: carries(token.id),
      },
      signal,
    );
  }
}

/** What a variable says of the token in it: a value that was replaced half way is found again by this. */
function carries(tokenId: number): string {
  return `Access token ${trackingToken.name} number ${tokenId}, kept by GitLab MLOps for VS Code`;
}

/** A variable that somebody set by hand says nothing of its token, and is believed. */
function hasToken(variable: Variable | undefined, tokenId: number): boolean {
  if (!variable) return false;
  const said = /^Access token \S+ number (\d+)/.exec(variable.description ?? '')?.[1];
  return said === undefined || Number(said) === tokenId;
}

/** A token to hand out, or nothing when the one in the variables is good for long enough. */
async function freshToken(
  gitlab: GitLab,
  project: Project,
  carriers: readonly (Variable | undefined)[],
  report: ReportProgress,
  now: () => number,
  signal: AbortSignal,
): Promise<{ readonly id: number; readonly secret: Secret } | undefined> {
  report(`access token ${trackingToken.name}`);
  const tokens = await gitlab.setup.accessTokens(project.id, signal);
  // Without an end GitLab renews for one week only.
  const expiresOn = new Date(now() + 364 * 86_400_000).toISOString().slice(0, 10);
  const ours = tokens.find((token) => token.name === trackingToken.name && token.active);
  if (!ours) {
    return gitlab.setup.createAccessToken(
      project.id,
      {
        name: trackingToken.name,
        scopes: trackingToken.scopes,
        accessLevel: accessLevels.maintainer,
        expiresOn,
        description: 'Lets training jobs log runs. Made by GitLab MLOps for VS Code.',
      },
      signal,
    );
  }
  const handedOut = carriers.every((variable) => hasToken(variable, ours.id));
  const left = daysLeft(ours, now());
  if (handedOut && (left === undefined || left > trackingToken.renewWhenDaysLeft)) return undefined;
  // Its value was shown only once, so the old one is replaced.
  return gitlab.setup.rotateAccessToken(project.id, ours.id, expiresOn, signal);
}

/** @throws AppError `forbidden` when the account may not set the project up. */
function checkMayAdminister(project: Project): void {
  if (project.accessLevel !== undefined && project.accessLevel < accessLevels.maintainer) {
    throw new AppError(
      'forbidden',
      `Setting up "${project.path}" needs the role Maintainer. Ask an owner of the project for it.`,
    );
  }
}
