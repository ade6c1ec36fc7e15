import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from './certificates';
import { type SandboxCloud, startCloud } from './cloud/cloud';
import { createClock } from './clock';
import { Faults, type FaultRule } from './faults';
import { createGitLabHost } from './gitlabHost';
import { addApplication } from './gitlab/oauth/applications';
import { type SandboxGitLab, startGitLab } from './gitlab/server';
import { type Application } from './gitlab/world';
import { createMachineHost, type OwnedMachineHost } from './machine/host';
import { type Account, type Mailbox, openMailbox } from './mailbox';

export interface SandboxOptions {
  /** Kept over restarts. Without it a temporary folder is used and removed. */
  readonly state?: string | undefined;
  readonly speed: number;
  readonly faults: readonly FaultRule[];
  /** The cloud's port; the mailbox has the next one. Any free ports when undefined. */
  readonly port?: number | undefined;
  /** The sample project that the seeded GitLab has. */
  readonly sample?: string | undefined;
  /** The sample project has some weeks of work behind it: runs, merge requests, a model. */
  readonly history?: boolean | undefined;
  /**
   * Redirect address of an application for editors, which the administrator of the seeded GitLab has registered.
   * Nobody has done so when undefined.
   */
  readonly oauthRedirect?: string | undefined;
  /** The bundled program `gitlab-runner`, which every machine has. Without it there are no machines. */
  readonly runnerProgram?: string | undefined;
}

/** Everything a client needs to use the sandbox; holds secrets on purpose, as the ready line of its process. */
export interface SandboxAddress {
  readonly cloud: {
    readonly endpoint: string;
    /** PEM file. */
    readonly ca: string;
    readonly iamToken: string;
    readonly cloudId: string;
    readonly folderId: string;
  };
  readonly gitlab: {
    readonly url: string;
    readonly token: string;
    readonly group: string;
    readonly user: string;
    readonly password: string;
    /** Application ID of the one for editors, which is public and has the scope `api`. */
    readonly oauthClientId: string | undefined;
  };
  readonly mailbox: string;
  /** Port of every machine's SSH; undefined where there are no machines. */
  readonly sshPort: number | undefined;
  /** What is missing here and why. */
  readonly notes: readonly string[];
}

export interface Sandbox extends AsyncDisposable {
  readonly address: SandboxAddress;
  readonly cloud: SandboxCloud;
  readonly gitlab: SandboxGitLab;
  readonly mailbox: Mailbox;
}

/** Starts a cloud, a GitLab that somebody already has, and a mailbox, all on loopback. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const opened = new Opened();
  try {
    return await open(options, opened);
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

async function open(options: SandboxOptions, opened: Opened): Promise<Sandbox> {
  const folder = await stateFolder(options.state, opened);
  const tls = await ensureCertificates(join(folder, 'tls'));
  const faults = new Faults(options.faults);
  const clock = createClock(options.speed);
  let address: SandboxAddress | undefined = undefined;
  const mailbox = opened.add(
    await openMailbox(join(folder, 'mailbox'), options.port && options.port + 1, {
      counts: () => faults.seen,
      accounts: () => (address ? accountsOf(address) : []),
    }),
  );
  const gitlab = opened.add(
    await startGitLab({
      folder: join(folder, 'gitlab'),
      tls,
      faults,
      clock,
      mail: mailbox.send,
      ...(options.sample === undefined
        ? {}
        : { seedProjectFolder: options.sample, seedHistory: options.history === true }),
    }),
  );
  const application =
    options.oauthRedirect === undefined ? undefined : registerEditor(gitlab, options.oauthRedirect);
  const gitlabs = opened.add(
    createGitLabHost({ folder: join(folder, 'gitlabs'), tls, faults, clock, mail: mailbox.send }),
  );
  const machines =
    options.runnerProgram === undefined
      ? undefined
      : opened.add(
          await createMachineHost({
            folder: join(folder, 'machines'),
            caFile: tls.caFile,
            runnerProgram: options.runnerProgram,
          }),
        );
  const cloud = opened.add(
    await startCloud({
      tls,
      folder: join(folder, 'cloud'),
      speed: options.speed,
      faults,
      gitlabs,
      machines,
      port: options.port,
    }),
  );
  address = {
    cloud: {
      endpoint: cloud.endpoint,
      ca: tls.caFile,
      iamToken: cloud.token.reveal(),
      cloudId: cloud.cloudId,
      folderId: cloud.folderId,
    },
    gitlab: {
      url: gitlab.url,
      token: gitlab.tokens['anna']?.reveal() ?? '',
      group: 'mlops',
      user: 'anna',
      password: gitlab.passwords['anna']?.reveal() ?? '',
      oauthClientId: application?.clientId,
    },
    mailbox: mailbox.url,
    sshPort: machines?.available.ok === true ? machines.port : undefined,
    notes: notesOn(machines),
  };
  return {
    cloud,
    gitlab,
    mailbox,
    address,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** Once; a sandbox that goes on with its state has the application already. */
function registerEditor({ context, world }: SandboxGitLab, redirectUri: string): Application {
  const name = 'Editors';
  const known = world.tables.applications.find(
    (one) => one.name === name && one.redirectUris.includes(redirectUri),
  );
  const wanted = { name, redirectUris: [redirectUri], scopes: ['api'], confidential: false };
  return known ?? addApplication(context, wanted).application;
}

/** What a person needs to sign in, for the page. */
function accountsOf({ cloud, gitlab }: SandboxAddress): Account[] {
  return [
    {
      name: 'Yandex Cloud',
      facts: [
        ['IAM token', cloud.iamToken],
        ['Endpoint', cloud.endpoint],
        ['Certificate authority', cloud.ca],
      ],
    },
    {
      name: 'A GitLab that is there already',
      facts: [
        ['Address', gitlab.url],
        ['Personal access token', gitlab.token],
        ['Login', gitlab.user],
        ['Password', gitlab.password],
        ...(gitlab.oauthClientId === undefined
          ? []
          : [['Application ID for editors', gitlab.oauthClientId] as const]),
        ['Project to import', `${gitlab.url}/${gitlab.group}/credit-scoring.git`],
      ],
    },
  ];
}

function notesOn(machines: OwnedMachineHost | undefined): readonly string[] {
  if (machines === undefined) {
    return ['Machines start and stop, but nothing answers on their SSH ports here.'];
  }
  return machines.available.ok ? machines.notes : [machines.available.reason];
}

async function stateFolder(state: string | undefined, opened: Opened): Promise<string> {
  if (state !== undefined) {
    await mkdir(state, { recursive: true, mode: 0o700 });
    return state;
  }
  const path = await mkdtemp(join(tmpdir(), 'mlops-sandbox-'));
  opened.add({
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  });
  return path;
}

/** What was opened, closed last in first out; one failure does not keep the others open. */
class Opened implements AsyncDisposable {
  readonly #items: AsyncDisposable[] = [];

  add<T extends AsyncDisposable>(item: T): T {
    this.#items.push(item);
    return item;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (let item = this.#items.pop(); item; item = this.#items.pop()) {
      try {
        await item[Symbol.asyncDispose]();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'The sandbox did not close well.');
  }
}
