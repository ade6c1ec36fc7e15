import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorText } from '../../src/base/errors';
import { Secret } from '../../src/base/secret';
import { never } from '../../src/base/wait';
import { createGitLab } from '../../src/gitlab/gitlab';
import { type GitLab } from '../../src/model/ports/gitlab';
import { bringRunner, unregisterRunners } from '../../src/provision/bringRunner';
import { setUpProject } from '../../src/provision/projectSetup';
import { replaceFile } from '../../src/provision/replaceFile';
import { createMachineAccess } from '../../src/ssh/machineAccess';
import { InstalledRunners } from '../../src/stores/installedRunners';
import { type Memory } from '../../src/stores/memory';
import { type GitLabAddress, type SetUpErrand, type Survived } from './protocol';

export const projectName = 'gitlab-mlflow';

/** Does an errand as the extension's commands do it. */
export async function runSetUp(errand: SetUpErrand): Promise<Omit<Survived, 'points'>> {
  const gitlab = openGitLab(errand.at);
  try {
    if (errand.kind === 'set up') await setUp(gitlab, errand);
    else await signOff(gitlab, errand);
    return { state: 'done', failures: [] };
  } catch (error) {
    return { state: 'failed', failures: [errorText(error)] };
  } finally {
    gitlab.dispose();
  }
}

export function openGitLab({ url, ca, token }: GitLabAddress): GitLab {
  return createGitLab({
    baseUrl: url,
    ca,
    token: { current: () => Promise.resolve(new Secret(token)) },
    importPollMs: 20,
  });
}

async function setUp(gitlab: GitLab, { home, at }: SetUpErrand): Promise<void> {
  const access = createMachineAccess(home);
  const quiet = (): void => undefined;
  const source = { kind: 'import', name: projectName, url: at.importUrl } as const;
  const sshPublicKey = await access.publicKey(never);
  const project = await setUpProject(gitlab, { source, sshPublicKey }, quiet, Date.now, never);
  const { serial, ...place } = at.machine;
  const machine = { ...place, serial: () => Promise.resolve(serial) };
  await access.check(machine, quiet, never);
  await bringRunner(
    {
      gitlab,
      project,
      access,
      machine,
      caPem: at.ca,
      known: new InstalledRunners(await fileMemory(home)),
    },
    quiet,
    never,
  );
}

/** As destroying the machine does it. */
async function signOff(gitlab: GitLab, { home, at }: SetUpErrand): Promise<void> {
  const [project] = await gitlab.projects.search(projectName, never);
  if (!project) return;
  const known = new InstalledRunners(await fileMemory(home));
  await unregisterRunners({ gitlab, project, known }, at.machine.id, never);
}

/** What the editor remembers for the extension, in a file. */
async function fileMemory(home: string): Promise<Memory> {
  const path = join(home, 'memory/state.json');
  await mkdir(dirname(path), { recursive: true });
  const read = (): Record<string, unknown> => {
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    } catch {
      return {};
    }
  };
  return {
    get: (key) => read()[key],
    set: async (key, value) => {
      await replaceFile(path, JSON.stringify({ ...read(), [key]: value }));
    },
  };
}
