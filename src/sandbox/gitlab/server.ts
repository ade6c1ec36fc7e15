import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { type Secret } from '../../base/secret';
import { wait } from '../../base/wait';
import { Faults } from '../faults';
import { type Clock, type Mailer, type TlsFiles } from '../ports';
import { ciRoutes } from './ci/routes';
import { startCi } from './ci/start';
import { createContext, newestFeatures } from './context';
import { type Features, type GitLabContext, type Route } from './exchange';
import { addApplication, type NewApplication } from './oauth/applications';
import { writeHooks } from './git/pushHooks';
import { graphqlRoutes } from './graphql/routes';
import { answerGit } from './git/smartHttp';
import { CallLog } from './http/calls';
import { type Dispatch, dispatch } from './http/dispatch';
import { RateLimit, type RateLimitOptions } from './http/rateLimit';
import { Router } from './http/router';
import { Sockets } from './http/spoil';
import { WorldFile } from './persistence';
import { mlRoutes } from './ml/routes';
import { failInterruptedImports } from './rest/importer';
import { watchAutoMerges } from './rest/mergeRoutes';
import { restRoutes } from './rest/routes';
import { seedExisting } from './seed';
import { webRoutes } from './web/routes';
import { type World } from './world';

export interface GitLabOptions {
  /** State lives here and survives a restart. */
  readonly folder: string;
  readonly tls: TlsFiles;
  readonly faults?: Faults;
  /** Default 18.4.2. */
  readonly version?: string;
  readonly features?: Partial<Features>;
  /** Path in front of everything, such as `/gitlab`. */
  readonly relativeUrlRoot?: string;
  readonly clock?: Clock;
  readonly mail?: Mailer;
  readonly rateLimit?: RateLimitOptions;
  /** `existing` (default): user anna, group mlops and the sample. `empty`: nobody. */
  readonly seed?: 'existing' | 'empty';
  /** OAuth applications that are registered with the server. */
  readonly applications?: readonly (NewApplication & { readonly clientId: string })[];
  /** Files of the project `mlops/credit-scoring`; without it the group is empty. */
  readonly seedProjectFolder?: string;
  /** That project was worked on for some weeks before. */
  readonly seedHistory?: boolean;
}

export interface SandboxGitLab extends AsyncDisposable {
  /** `https://localhost:1234`, with the relative root, without a slash at the end. */
  readonly url: string;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly world: World;
  readonly context: GitLabContext;
  /** Personal access tokens of the seeded users. */
  readonly tokens: Readonly<Record<string, Secret>>;
  readonly passwords: Readonly<Record<string, Secret>>;
}

const realClock: Clock = { now: Date.now, wait };

/** Starts a simulated GitLab on a loopback port: the one it had before, when that is free. */
export async function startGitLab(options: GitLabOptions): Promise<SandboxGitLab> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const file = await WorldFile.open(options.folder);
  const sockets = new Sockets();
  const { cert, key, caFile } = options.tls;
  const server = createServer({ cert, key: key.reveal(), keepAliveTimeout: 30_000 });
  // Long polls, git and slow readers end when their callers do.
  server.requestTimeout = 0;
  server.on('connection', (socket) => sockets.opened(socket));
  // Who calls before everything is ready waits a moment.
  let begin: (parts: Dispatch) => void = () => undefined;
  const ready = new Promise<Dispatch>((resolve) => (begin = resolve));
  server.on('request', (request, response) => {
    void ready.then((parts) => dispatch(parts, request, response));
  });
  const port = await listenAgain(server, join(options.folder, 'port'));
  const root = options.relativeUrlRoot?.replace(/\/+$/, '') ?? '';
  const owned = createContext({
    world: file.world,
    externalUrl: `https://localhost:${port}${root}`,
    folder: options.folder,
    caFile,
    version: options.version ?? '18.4.2',
    features: { ...newestFeatures, ...options.features },
    clock: options.clock ?? realClock,
    mail: options.mail ?? (() => undefined),
  });
  const { context } = owned;
  await writeHooks(context);
  failInterruptedImports(context);
  watchAutoMerges(context);
  const account =
    options.seed === 'empty'
      ? undefined
      : await seedExisting(context, {
          projectFolder: options.seedProjectFolder,
          history: options.seedHistory,
        });
  for (const wanted of options.applications ?? []) {
    const { applications } = file.world.tables;
    if (!applications.some((row) => row.clientId === wanted.clientId)) {
      addApplication(context, wanted);
    }
  }
  const ci = startCi(context);
  const faults = options.faults ?? new Faults();
  const calls = new CallLog();
  const all = routes(context);
  begin({
    context,
    api: new Router(all.filter(isApi)),
    web: new Router(all.filter((route) => !isApi(route))),
    git: answerGit(context),
    faults,
    calls,
    rateLimit: options.rateLimit && new RateLimit(options.rateLimit),
    root,
    cut: sockets.cut,
  });
  return {
    url: context.externalUrl,
    faults,
    calls,
    world: file.world,
    context,
    tokens: account ? { anna: account.token } : {},
    passwords: account ? { anna: account.password } : {},
    async [Symbol.asyncDispose]() {
      ci.dispose();
      const closed = closing(server);
      sockets.destroyAll();
      await owned.stop();
      await closed;
      await file.close();
    },
  };
}

/**
 * Takes no more connections; resolves when those that are open have ended. Looking for idle connections first, Node
 * trips over one that is being reset; then only the listening is ended.
 */
function closing(server: NetServer): Promise<void> {
  return new Promise((resolve) => {
    try {
      server.close(() => resolve());
    } catch {
      NetServer.prototype.close.call(server, () => resolve());
    }
  });
}

/** Every part brings its routes here. */
function routes(context: GitLabContext): Route[] {
  return [
    ...restRoutes(context),
    ...mlRoutes(context),
    ...graphqlRoutes(context),
    ...ciRoutes(context),
    ...webRoutes(context),
  ];
}

function isApi(route: Route): boolean {
  return route.path.startsWith('/api/');
}

async function listenAgain(server: Server, file: string): Promise<number> {
  const before = Number(await readFile(file, 'utf8').catch(() => '0'));
  const port = await listen(server, before).catch(() => listen(server, 0));
  await writeFile(file, String(port));
  return port;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      resolve(address.port);
    });
  });
}
