import { join } from 'node:path';
import { Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { cancelled } from '../../base/errors';
import { type Secret } from '../../base/secret';
import { createClock } from '../clock';
import { Faults } from '../faults';
import { type GitLabHost, type MachineHost, type TlsFiles } from '../ports';
import { Access } from './access/access';
import { type IssuedToken, issueToken, tokenLifeMs } from './access/tokens';
import { type CloudContext } from './context';
import { Operations } from './operations';
import { type ResourceType } from './rows';
import { loadCloud, Saver } from './save';
import { addRole, addUser, seed, type Seed } from './seed';
import { services } from './services';
import { type Method } from './wire/implement';
import { type CallRecord, startGrpcServer } from './wire/server';
import { CloudWorld, emptyCloudTables } from './world';

export interface CloudOptions {
  readonly tls: TlsFiles;
  /** Where the state is kept; without it nothing outlives the process. */
  readonly folder?: string | undefined;
  /** Divides simulated durations. Default 60. */
  readonly speed?: number | undefined;
  readonly faults?: Faults | undefined;
  /** Default: any free port. */
  readonly port?: number | undefined;
  readonly machines?: MachineHost | undefined;
  readonly gitlabs?: GitLabHost | undefined;
  /** Response headers go out before an error's trailers. Default false: trailers only. */
  readonly headersFirst?: boolean | undefined;
}

export interface TokenRequest {
  /** Each on the folder, or where it belongs: clouds, quotas and billing. */
  readonly roles: readonly string[];
  /** Real milliseconds. Default twelve hours. */
  readonly expiresInMs?: number | undefined;
}

export interface SandboxCloud extends AsyncDisposable {
  /** `localhost:port` */
  readonly endpoint: string;
  /** Of the operator `anna`, good for twelve hours. */
  readonly token: Secret;
  readonly cloudId: string;
  readonly folderId: string;
  /** Id of the account of `anna`. */
  readonly operatorId: string;
  readonly billingAccountId: string;
  readonly faults: Faults;
  readonly world: CloudWorld;
  /** Finished calls in the order of their ends. */
  readonly calls: readonly CallRecord[];
  /** Unexpected errors: bugs of the sandbox. */
  readonly crashes: readonly unknown[];
  /** A token of a new user with these roles. */
  issueToken(request: TokenRequest): IssuedToken;
}

/** Starts a simulated Yandex Cloud on a loopback port. */
export async function startCloud(options: CloudOptions): Promise<SandboxCloud> {
  const clock = createClock(options.speed ?? 60);
  const faults = options.faults ?? new Faults();
  const stopping = new AbortController();
  const calls: CallRecord[] = [];
  const crashes: unknown[] = [];
  const background = new Set<Promise<void>>();
  const file = options.folder === undefined ? undefined : join(options.folder, 'cloud.json');
  const saved = file === undefined ? undefined : await loadCloud(file);
  const tables = saved?.tables ?? emptyCloudTables();
  const world = new CloudWorld(tables, () => saver?.changed());
  const saver = file === undefined ? undefined : new Saver(file, () => ({ seed: seeded, tables }));
  const seeded: Seed = saved?.seed ?? seed(world, clock.now());
  const onCrash = (error: unknown): void => void crashes.push(error);
  let endpoint = '';
  const context: CloudContext = {
    world,
    clock,
    faults,
    access: new Access(world, clock),
    operations: new Operations(world, clock, faults, stopping.signal, onCrash),
    endpoint: () => endpoint,
    machines: options.machines,
    gitlabs: options.gitlabs,
    stopping: stopping.signal,
    background(work) {
      const task = work()
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) onCrash(error);
        })
        .finally(() => background.delete(task));
      background.add(task);
    },
  };
  const { methods, resume } = services(context);
  const server = await startGrpcServer({
    tls: options.tls,
    methods: methods.map((method) => repeatable(method, context)),
    faults,
    port: options.port ?? 0,
    headersFirst: options.headersFirst ?? false,
    onCall: (record) => calls.push(record),
    onCrash,
  });
  endpoint = `localhost:${server.port}`;
  context.operations.resume();
  resume();
  const operator = { subjectId: seeded.operatorId, subjectType: 'userAccount' as const };
  return {
    endpoint,
    token: issueToken(world, operator, clock.now() + tokenLifeMs).token,
    ...seeded,
    faults,
    world,
    calls,
    crashes,
    issueToken: (request) => newToken(world, seeded, request, clock.now()),
    async [Symbol.asyncDispose]() {
      stopping.abort(cancelled());
      await server.close();
      await context.operations.settled();
      await Promise.allSettled(background);
      await saver?.flush();
    },
  };
}

/** A call with an idempotency key that was seen before gets the operation of then. */
function repeatable(method: Method, { access, operations }: CloudContext): Method {
  return {
    path: method.path,
    async answer(call) {
      if (call.idempotencyKey !== undefined && call.token) {
        const earlier = operations.repeated(call, access.authenticate(call));
        if (earlier) return Buffer.from(Operation.encode(earlier).finish());
      }
      return method.answer(call);
    },
  };
}

function newToken(
  world: CloudWorld,
  { cloudId, folderId, billingAccountId }: Seed,
  request: TokenRequest,
  now: number,
): IssuedToken {
  const user = addUser(world, `user-${world.tables.users.length}`);
  for (const role of request.roles) {
    const [type, id]: [ResourceType, string] =
      role.startsWith('resource-manager.clouds') || role.startsWith('quota-manager.')
        ? ['resource-manager.cloud', cloudId]
        : role.startsWith('billing.')
          ? ['billing.account', billingAccountId]
          : ['resource-manager.folder', folderId];
    addRole(world, user.id, role, type, id);
  }
  const expiresAt = now + (request.expiresInMs ?? tokenLifeMs);
  return issueToken(world, { subjectId: user.id, subjectType: 'userAccount' }, expiresAt);
}
