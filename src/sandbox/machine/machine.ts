import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorText } from '../../base/errors';
import { type MachineSpec, type RunningMachine } from '../ports';
import { startBuiltinSsh } from './builtinSsh';
import { runCloudInit } from './cloudInit';
import { type MachineFolder } from './folder';
import { hostKeys } from './hostKeys';
import { Init } from './init';
import { endProcesses } from './processes';
import { writeShims } from './shims';
import { type SshService, startSshd } from './sshd';
import { readState, writeState } from './state';
import {
  machineEnvironment,
  type SystemOptions,
  userEnvironment,
  writeHome,
  writeProfile,
  writeTrustStore,
  writeUsers,
} from './system';
import { type Tools } from './tools';
import { readSetup } from './userData';
import { watchOver } from './watchdog';

export interface MachineOptions {
  readonly port: number;
  readonly caFile: string;
  readonly runnerProgram: string;
  readonly node: string;
  readonly tools: Tools;
  /** Path of the OpenSSH server, where it can be used. */
  readonly sshd: string | undefined;
}

/** What a machine prints is kept up to this length, as on a real one. */
const serialLimit = 256 * 1024;

/** One machine that is switched on. */
export class Machine implements RunningMachine {
  readonly port: number;
  readonly #mark: string;
  readonly #init: Init;
  readonly #stop = new AbortController();
  #ssh: SshService | undefined;
  #background: Promise<void> = Promise.resolve();
  #unwatch: () => void = () => undefined;
  #serial = '';

  private constructor(port: number, mark: string, init: Init) {
    this.port = port;
    this.#mark = mark;
    this.#init = init;
  }

  serialOutput(): string {
    return this.#serial;
  }

  static async boot(
    spec: MachineSpec,
    folder: MachineFolder,
    options: MachineOptions,
    signal: AbortSignal,
  ): Promise<Machine> {
    await mkdir(folder.root, { recursive: true, mode: 0o700 });
    const state = await readState(folder);
    // What an earlier sandbox left running, if it was killed.
    await endProcesses(state.mark, []);
    const init = await Init.open(state.services, async (services) => {
      state.services = [...services];
      await writeState(folder, state);
    });
    const machine = new Machine(options.port, state.mark, init);
    try {
      await machine.#start(spec, folder, options, !state.initialised, signal);
      state.initialised = true;
      await writeState(folder, state);
      return machine;
    } catch (error) {
      await machine.halt();
      throw error;
    }
  }

  async #start(
    spec: MachineSpec,
    folder: MachineFolder,
    options: MachineOptions,
    first: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { tools, port } = options;
    const startedAt = Date.now();
    const print = (text: string): void => this.#print(text);
    print(`[    0.000000] Sandbox machine ${spec.name}\n`);
    const setup = readSetup(spec.metadata);
    const users = setup.users.map((user) => user.name);
    const system: SystemOptions = { mark: this.#mark, initSocket: this.#init.socket, tools };
    const serviceEnv = userEnvironment(folder, 'gitlab-runner', system);
    const [keys] = await Promise.all([
      hostKeys(folder, spec.name),
      writeShims(folder, {
        name: spec.name,
        runnerProgram: options.runnerProgram,
        node: options.node,
      }),
      writeUsers(folder, users, tools),
      writeProfile(folder, serviceEnv['PATH'] ?? ''),
      writeTrustStore(folder, options.caFile),
      writeHome(folder, 'gitlab-runner', []),
      ...setup.users.map((user) => writeHome(folder, user.name, user.keys)),
    ]);
    const ssh = { folder, keys, users, address: spec.address, port, print };
    this.#ssh =
      options.sshd === undefined
        ? await startBuiltinSsh(
            { ...ssh, env: {} },
            (user) => userEnvironment(folder, user, system),
            tools,
          )
        : await startSshd(
            options.sshd,
            { ...ssh, env: machineEnvironment(folder, system) },
            machineEnvironment(folder, system),
            signal,
          );
    this.#unwatch = watchOver(this.#mark, this.#ssh.roots[0], dirname(this.#init.socket));
    print(`[  OK  ] Started ssh.service - OpenBSD Secure Shell server.\n${spec.name} login: \n`);
    const home = folder.home('gitlab-runner');
    this.#init.boot({ logFolder: folder.log, env: serviceEnv, cwd: home });
    const login = users[0] ?? 'gitlab-runner';
    this.#background = runCloudInit(
      {
        folder,
        name: spec.name,
        setup,
        keys,
        first,
        env: userEnvironment(folder, login, system),
        home: folder.home(login),
        startedAt,
        print,
      },
      this.#stop.signal,
    ).catch((error: unknown) => print(`cloud-init: ${errorText(error)}\n`));
  }

  /** Switches off: nothing of the machine runs afterwards. */
  async halt(): Promise<void> {
    this.#stop.abort();
    const failures: unknown[] = [];
    const roots = this.#ssh?.roots ?? [];
    const steps = [
      () => this.#init.close(),
      () => endProcesses(this.#mark, roots),
      () => this.#ssh?.close(),
      () => this.#background,
    ];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#unwatch();
    if (failures.length > 0) throw new AggregateError(failures, 'The machine did not stop well.');
  }

  #print(text: string): void {
    this.#serial = (this.#serial + text.replace(/\r?\n/g, '\r\n')).slice(-serialLimit);
  }
}
