import { readFile } from 'node:fs/promises';
import { chooseFolder } from '../commands/cloudCommands';
import { signInToCloud } from '../commands/cloudSignIn';
import { type GitLabSignIn, gitlabSignIn } from '../commands/gitlabSessionCommands';
import { type Account } from '../model/account';
import { textFrom } from '../stores/memory';
import { type HandlersNeeds } from './handlers';

/** Signing in, for commands and for the menu of accounts. */
export interface SignIns {
  cloud(): Promise<Account | undefined>;
  readonly gitlab: GitLabSignIn;
}

export type SignInParts = Pick<
  HandlersNeeds,
  'host' | 'adapters' | 'cloud' | 'accounts' | 'gitlab' | 'environment'
>;

export function createSignIns(parts: SignInParts): SignIns {
  const { host, adapters, cloud, accounts, gitlab } = parts;
  const { ui, settings, memory } = host;
  return {
    cloud: () =>
      signInToCloud({
        ui,
        session: cloud,
        parseToken: (text) => adapters.parseIamToken(text),
        keyOwner: (text) => adapters.keyOwner(text),
        profiles: (signal) => adapters.cloudProfiles(signal),
        profilePlace: (profile, signal) => adapters.profilePlace(profile, signal),
        readFile: (path) => readFile(path, 'utf8'),
        endpoint: () => settings.current.cloudEndpoint,
        useEndpoint: (endpoint) => host.changeSettings({ 'cloud.endpoint': endpoint }),
        chooseFolder: (clouds, folderId) => chooseFolder(ui, cloud, clouds, folderId),
      }),
    gitlab: gitlabSignIn({
      ui,
      session: gitlab,
      accounts,
      oauth: adapters.oauth,
      knownUrls: () => knownUrls(parts),
      oauthClientId(url) {
        const { gitlabUrl, oauthClientId } = settings.current;
        // An application belongs to one GitLab; without an address the setting means whichever is used.
        const meant = gitlabUrl === '' || gitlabUrl === url ? oauthClientId : '';
        return meant !== '' ? meant : (textFrom(memory, `gitlab.oauthClientId ${url}`) ?? '');
      },
      rememberClientId: (url, clientId) => memory.set(`gitlab.oauthClientId ${url}`, clientId),
      projectOfWorkspace: (url) => projectOfWorkspace(parts, url),
    }),
  };
}

function knownUrls({ host, environment }: SignInParts): { url: string; from: string }[] {
  const { gitlabUrl } = host.settings.current;
  const own = environment.current.stack?.runs.create['gitlab']?.outputs['url'];
  return [
    ...(own === undefined ? [] : [{ url: own, from: 'of the environment' }]),
    ...(gitlabUrl === '' ? [] : [{ url: gitlabUrl, from: 'of the settings' }]),
  ];
}

/** `group/project` when a remote of the open folder belongs to this GitLab. */
async function projectOfWorkspace(
  { host, adapters }: SignInParts,
  url: string,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(10_000);
  const configured = host.settings.current.gitlabProject;
  if (configured !== '') return configured;
  const remotes = await adapters.remoteUrls(signal);
  const own = remotes.find((remote) => remote.toLowerCase().startsWith(`${url.toLowerCase()}/`));
  return own?.slice(url.length + 1).replace(/\.git$/, '');
}
