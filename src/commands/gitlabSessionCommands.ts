import { Secret } from '../base/secret';
import { type Ui } from '../host/ui';
import { type Account, gitlabAccountId } from '../model/account';
import { newTokenUrl, parseServerAddress } from '../model/serverAddress';
import { roleNote } from '../model/gitlabRoles';
import { type Project } from '../model/project';
import { type OAuthTokens } from '../model/oauth';
import { type GitLabAccounts } from '../stores/gitlabAccounts';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Some } from './handlers';

/** Signing in through the browser. Both need an application registered in that GitLab. */
export interface OAuthSignIn {
  withBrowser(url: string, clientId: string, signal: AbortSignal): Promise<OAuthTokens>;
  withCode(
    url: string,
    clientId: string,
    show: (code: { userCode: string; verificationUrl: string }) => void,
    signal: AbortSignal,
  ): Promise<OAuthTokens>;
}

export interface GitLabSessionNeeds {
  readonly ui: Ui;
  readonly session: GitLabSessionStore;
  readonly accounts: GitLabAccounts;
  readonly oauth: OAuthSignIn;
  /** Addresses to offer: of the settings, and of the environment's own GitLab. */
  readonly knownUrls: () => readonly { url: string; from: string }[];
  /** The application that is registered in this GitLab; empty when nobody said. */
  readonly oauthClientId: (url: string) => string;
  readonly rememberClientId: (url: string, clientId: string) => Promise<void>;
  /** Projects of this GitLab that the open folder's remotes point to. */
  readonly projectOfWorkspace: (url: string) => Promise<string | undefined>;
}

type Method = 'have-token' | 'make-token' | 'browser' | 'code' | { readonly kept: Account };

export interface GitLabSignIn {
  /** Undefined: the user left. @param url of the GitLab, asked for when there is none */
  signIn(url?: string): Promise<Account | undefined>;
  chooseProject(): Promise<void>;
}

/** Asks which GitLab and how, and signs in. */
export function gitlabSignIn(needs: GitLabSessionNeeds): GitLabSignIn {
  const { ui, session, accounts } = needs;

  const chooseUrl = async (): Promise<string | undefined> => {
    const offered = needs.knownUrls();
    const choices = [
      ...offered.map(({ url, from }) => ({
        label: url,
        description: from,
        icon: 'globe',
        value: url,
      })),
      { label: 'Another GitLab…', description: 'type its address', icon: 'edit', value: '' },
    ];
    const chosen =
      offered.length === 0
        ? ''
        : await ui.pick({ title: 'Sign in to GitLab', placeholder: 'Which GitLab?', choices });
    if (chosen !== '') return chosen;
    const typed = await ui.input({
      title: 'Sign in to GitLab',
      prompt: 'Address of the GitLab',
      value: 'https://gitlab.com',
      check: (text) => {
        const parsed = parseServerAddress(text);
        return parsed.kind === 'problem' ? parsed.message : undefined;
      },
    });
    const parsed = typed === undefined ? undefined : parseServerAddress(typed);
    return parsed?.kind === 'ok' ? parsed.url : undefined;
  };

  const finish = async (url: string, username: string): Promise<Account | undefined> => {
    await session.signedIn(url, username);
    const path = session.current?.projectPath ?? (await needs.projectOfWorkspace(url));
    if (path !== undefined && session.current?.projectPath === undefined) await adopt(path);
    const chosen = session.current?.projectPath;
    ui.tell(
      chosen === undefined
        ? `Signed in to ${url} as ${username}.`
        : `Signed in to ${url} as ${username}. Project: ${chosen}.`,
      ...(chosen === undefined ? [{ label: 'Choose Project', run: () => chooseProject() }] : []),
    );
    return (await accounts.of(url)).find(({ id }) => id === gitlabAccountId(url, username));
  };

  const adopt = async (path: string): Promise<void> => {
    const gitlab = await session.client();
    const project = await ui.progress({
      title: `Looking for ${path}…`,
      place: 'window',
      run: (_report, signal) => gitlab.projects.get(path, signal).catch(() => undefined),
    });
    if (project) await session.choose(project);
  };

  const withToken = async (url: string): Promise<Account | undefined> => {
    const typed = await ui.input({
      title: `Sign in to ${url}`,
      prompt: 'Personal access token with the scope "api"',
      placeholder: 'glpat-…',
      password: true,
      check: (text) => (text.trim() === '' ? 'Paste the token here.' : undefined),
    });
    if (typed === undefined) return undefined;
    const token = new Secret(typed.trim());
    const user = await ui.progress({
      title: `Signing in to ${url}…`,
      run: async (_report, signal) =>
        (await accounts.add(url, { kind: 'token', token }, signal)).username,
    });
    return finish(url, user);
  };

  const withOAuth = async (
    url: string,
    method: 'browser' | 'code',
  ): Promise<Account | undefined> => {
    const clientId = await applicationId(url);
    if (clientId === undefined) return undefined;
    const username = await ui.progress({
      title: `Waiting for ${url} in the browser…`,
      run: async (report, signal) => {
        const tokens =
          method === 'browser'
            ? await needs.oauth.withBrowser(url, clientId, signal)
            : await needs.oauth.withCode(
                url,
                clientId,
                ({ userCode, verificationUrl }) => {
                  report(`Enter the code ${userCode} at ${verificationUrl}`);
                  void ui.copy(userCode);
                  void ui.openExternal(verificationUrl);
                },
                signal,
              );
        return (await accounts.add(url, { kind: 'oauth', clientId, tokens }, signal)).username;
      },
    });
    await needs.rememberClientId(url, clientId);
    return finish(url, username);
  };

  const applicationId = async (url: string): Promise<string | undefined> => {
    const known = needs.oauthClientId(url);
    if (known !== '') return known;
    const typed = await ui.input({
      title: `Sign in to ${url}`,
      prompt: `Application ID of an OAuth application of this GitLab (scope "api", not confidential). Make one at ${url}/-/user_settings/applications`,
      check: (text) => (text.trim() === '' ? 'Paste the application ID.' : undefined),
    });
    return typed?.trim();
  };

  /** Goes on with an account whose credential is kept, when its server still takes it. */
  const withKept = async (account: Account): Promise<Account | undefined> => {
    const username = await ui.progress({
      title: `Signing in to ${account.place}…`,
      run: async (_report, signal) => {
        const opened = await accounts.openAs(account);
        try {
          return (await opened.gitlab.account.user(signal)).username;
        } finally {
          opened.gitlab.dispose();
        }
      },
    });
    return finish(account.place, username);
  };

  const chooseProject = async (): Promise<void> => {
    const gitlab = await session.client();
    const project = await ui.pick<Project>({
      title: 'Choose a GitLab project',
      placeholder: 'The project whose branches, runs and models are shown',
      choices: async (signal) =>
        (await gitlab.projects.search('', signal))
          .filter((one) => !one.markedForDeletion)
          .map((one) => ({ label: one.name, description: one.path, icon: 'repo', value: one })),
      empty: 'You are not a member of any project. Run "MLOps: Set Up GitLab Project".',
    });
    if (!project) return;
    await session.choose(project);
    const note = roleNote(project.accessLevel);
    if (note !== undefined) ui.tell(`${project.path}: ${note}`);
  };

  return {
    chooseProject,
    async signIn(given) {
      const url = given ?? (await chooseUrl());
      if (url === undefined) return undefined;
      const { current } = session;
      const own = current && gitlabAccountId(current.url, current.username);
      const kept = (await accounts.of(url)).filter(({ id }) => id !== own);
      const method = await ui.pick<Method>({
        title: `Sign in to ${url}`,
        placeholder: 'How?',
        choices: [
          ...kept.map((account) => ({
            label: account.label,
            description: 'signed in already',
            icon: 'account',
            value: { kept: account },
          })),
          { label: 'Paste a personal access token', icon: 'key', value: 'have-token' },
          {
            label: 'Create a personal access token',
            description: 'opens GitLab’s page, filled in',
            icon: 'add',
            value: 'make-token',
          },
          {
            label: 'Sign in with the browser',
            description: 'OAuth',
            icon: 'globe',
            value: 'browser',
          },
          {
            label: 'Sign in with a code',
            description: 'OAuth, for remote machines',
            icon: 'device-mobile',
            value: 'code',
          },
        ],
      });
      switch (method) {
        case undefined:
          return undefined;
        case 'make-token':
          await ui.openExternal(newTokenUrl(url));
          return withToken(url);
        case 'have-token':
          return withToken(url);
        case 'browser':
        case 'code':
          return withOAuth(url, method);
        default:
          return withKept(method.kept);
      }
    },
  };
}

export interface GitLabSessionCommandsNeeds extends GitLabSignIn {
  readonly ui: Ui;
  readonly session: GitLabSessionStore;
  readonly accounts: GitLabAccounts;
}

/** Signing in to a GitLab and choosing the project. */
export function gitlabSessionCommands(
  needs: GitLabSessionCommandsNeeds,
): Pick<
  Some<'gitlab'>,
  'mlops.gitlab.signIn' | 'mlops.gitlab.signOut' | 'mlops.gitlab.chooseProject'
> {
  const { ui, session, accounts } = needs;
  return {
    async 'mlops.gitlab.signIn'(given) {
      await needs.signIn(typeof given === 'string' ? given : undefined);
    },
    async 'mlops.gitlab.signOut'() {
      const { current } = session;
      if (!current) return;
      await session.signedOut();
      await ui.progress({
        title: `Signing out of ${current.url}…`,
        place: 'window',
        run: (_report, signal) =>
          accounts.remove(
            gitlabAccountId(current.url, current.username),
            AbortSignal.any([signal, AbortSignal.timeout(signOutMs)]),
          ),
      });
      ui.tell(`Signed out of ${current.url}.`);
    },
    'mlops.gitlab.chooseProject': () => needs.chooseProject(),
  };
}

/** A server that does not answer does not keep somebody from signing out. */
const signOutMs = 5_000;
