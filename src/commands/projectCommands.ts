import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type PushTarget, type WorkingCopy } from '../model/ports/workingCopy';
import { type Project } from '../model/project';
import { type ProjectSource, setUpProject } from '../provision/projectSetup';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type SetUpIntent, type SetUpIntents } from '../stores/setUpIntent';
import { type Some } from './handlers';

export interface ProjectCommandsNeeds {
  readonly ui: Ui;
  readonly session: GitLabSessionStore;
  readonly workingCopy: (signal: AbortSignal) => Promise<WorkingCopy | undefined>;
  readonly target: (project: Project) => Promise<PushTarget>;
  readonly importUrl: () => string;
  readonly sshPublicKey: (signal: AbortSignal) => Promise<string>;
  /** A machine is there on which a runner could be installed. */
  readonly hasMachine: () => boolean;
  readonly installRunner: () => void;
  readonly createBranch: () => void;
  readonly intents: SetUpIntents;
  readonly now: () => number;
}

const usualName = 'gitlab-mlflow';
type Way = 'import' | 'push' | 'existing' | 'go on';

/** Brings the project to GitLab with everything that training needs. */
export function projectCommands(needs: ProjectCommandsNeeds): Some<'project'> {
  const { ui, session } = needs;

  const ask = async (): Promise<ProjectSource | undefined> => {
    const begun = needs.intents.of((await session.client()).baseUrl);
    const folder = await ui.progress({
      title: 'Looking at the open folder…',
      place: 'window',
      run: async (_report, signal) => (await needs.workingCopy(signal))?.folder,
    });
    const way = await ui.pick<Way>({
      title: 'Set up GitLab project',
      placeholder: 'Where does the code come from?',
      choices: [
        ...(begun === undefined
          ? []
          : [
              {
                label: `Go on with “${begun.name}”`,
                detail: 'It was interrupted; what is there already is used again',
                icon: 'debug-continue',
                value: 'go on' as const,
              },
            ]),
        {
          label: 'Import from a URL',
          detail: 'GitLab copies a repository; how the tutorial does it',
          icon: 'repo-clone',
          value: 'import',
        },
        ...(folder === undefined
          ? []
          : [
              {
                label: 'Push the open folder',
                description: folder.split(/[\\/]/).at(-1),
                detail: 'Makes an empty project and pushes this repository to it',
                icon: 'repo-push',
                value: 'push' as const,
              },
            ]),
        {
          label: 'Use a project that is there',
          detail: 'Adds the access token and the CI/CD variables to it',
          icon: 'repo',
          value: 'existing',
        },
      ],
    });
    switch (way) {
      case undefined:
        return undefined;
      case 'go on':
        return begun && sourceOf(begun);
      case 'existing':
        return existing();
      case 'import': {
        const url = await ui.input({
          title: 'Import project (1/2)',
          prompt: 'Address of the repository (https, readable without a password)',
          value: needs.importUrl(),
          placeholder: 'https://github.com/…/credit-scoring.git',
          check: importUrlProblem,
        });
        const name = url === undefined ? undefined : await askName('Import project (2/2)');
        return url === undefined || name === undefined ? undefined : { kind: 'import', name, url };
      }
      case 'push': {
        const name = await askName('Push the open folder');
        return name === undefined ? undefined : { kind: 'push', name, push };
      }
    }
  };

  const sourceOf = async ({ kind, name, url }: SetUpIntent): Promise<ProjectSource> => {
    switch (kind) {
      case 'import':
        return { kind, name, url: url ?? '' };
      case 'push':
        return { kind, name, push };
      case 'existing': {
        const gitlab = await session.client();
        const project = await ui.progress({
          title: 'Reading the project…',
          place: 'window',
          run: (_report, signal) => gitlab.projects.get(name, signal),
        });
        return { kind, project };
      }
    }
  };

  const askName = (title: string): Promise<string | undefined> =>
    ui.input({
      title,
      prompt: 'Name of the project in GitLab',
      value: usualName,
      check: (text) =>
        /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}$/.test(text)
          ? undefined
          : 'Letters, digits, dots, dashes and underscores.',
    });

  const existing = async (): Promise<ProjectSource | undefined> => {
    const gitlab = await session.client();
    const project = await ui.pick<Project>({
      title: 'Choose the project',
      choices: async (signal) =>
        (await gitlab.projects.search('', signal)).map((one) => ({
          label: one.name,
          description: one.path,
          icon: 'repo',
          value: one,
        })),
      empty: 'You are not a member of any project.',
    });
    return project && { kind: 'existing', project };
  };

  const push = async (project: Project, signal: AbortSignal): Promise<void> => {
    const copy = await needs.workingCopy(signal);
    const branch = copy && (await copy.work(signal)).branch;
    if (!copy || branch === undefined) {
      throw new AppError('invalid', 'The open folder has no branch to push.');
    }
    await copy.push(branch, await needs.target(project), signal);
  };

  const connectFolder = async (project: Project, signal: AbortSignal): Promise<void> => {
    const copy = await needs.workingCopy(signal);
    if (!copy) return;
    await copy.remoteFor(project.httpCloneUrl, signal);
    await copy.fetch(await needs.target(project), signal);
  };

  return {
    async 'mlops.project.setUp'() {
      await session.client();
      const source = await ask();
      if (!source) return;
      const project = await ui.progress({
        title: 'Setting up the GitLab project…',
        run: async (report, signal) => {
          const gitlab = await session.client();
          await needs.intents.begin(gitlab.baseUrl, intentOf(source));
          const made = await setUpProject(
            gitlab,
            { source, sshPublicKey: await needs.sshPublicKey(signal) },
            report,
            needs.now,
            signal,
          );
          await session.choose(made);
          report('connecting the open folder');
          await connectFolder(made, signal);
          await needs.intents.end(gitlab.baseUrl);
          return made;
        },
      });
      const next = needs.hasMachine()
        ? { label: 'Install Runner', run: needs.installRunner }
        : { label: 'New Experiment Branch', run: needs.createBranch };
      ui.tell(
        `"${project.path}" is set up: access token, CI/CD variables and SSH key are in place.`,
        next,
        { label: 'Open in Browser', run: () => ui.openExternal(project.webUrl) },
      );
    },
    async 'mlops.project.open'(node) {
      const project =
        node?.project ??
        (await ui.progress({
          title: 'Reading the project…',
          place: 'window',
          run: (_report, signal) => session.project(signal),
        }));
      await ui.openExternal(project.webUrl);
    },
  };
}

function intentOf(source: ProjectSource): SetUpIntent {
  const { kind } = source;
  switch (kind) {
    case 'import':
      return { kind, name: source.name, url: source.url };
    case 'push':
      return { kind, name: source.name, url: undefined };
    case 'existing':
      return { kind, name: source.project.path, url: undefined };
  }
}

export function importUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'Type a whole address that begins with https://.';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'Only https:// can be imported.';
  if (url.password !== '') return 'Leave the password out: it would be kept in GitLab.';
  return undefined;
}
