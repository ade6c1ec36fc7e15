import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  type CloudAddress,
  type CloudOrder,
  type Errand,
  type SetUpAddress,
  type SetUpErrand,
  type SetUpOrder,
  type SetUpSight,
  type Sight,
  type Survived,
} from './protocol';

/** The bundled programs. */
export interface Programs {
  readonly cloud: string;
  readonly setUp: string;
  readonly window: string;
  /** What machines have as `gitlab-runner`. */
  readonly gitlabRunner: string;
}

/** A child that answers one order at a time. */
class Obedient<Order> {
  readonly #child: ChildProcess;

  constructor(program: string, args: readonly string[]) {
    this.#child = fork(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** What it says by itself, once it is ready. */
  ready(): Promise<unknown> {
    return answerOf(this.#child);
  }

  order(order: Order): Promise<unknown> {
    const answer = answerOf(this.#child);
    this.#child.send(order as object);
    return answer;
  }

  async end(order: Order): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.send(order as object);
    await gone;
  }
}

/** A simulated cloud that listens in another process. */
export class CloudProcess implements AsyncDisposable {
  readonly #child: Obedient<CloudOrder>;

  private constructor(
    child: Obedient<CloudOrder>,
    readonly address: CloudAddress,
  ) {
    this.#child = child;
  }

  static async start(programs: Programs, folder: string): Promise<CloudProcess> {
    const child = new Obedient<CloudOrder>(programs.cloud, [folder]);
    return new CloudProcess(child, (await child.ready()) as CloudAddress);
  }

  async look(): Promise<Sight> {
    return (await this.#child.order({ do: 'look' })) as Sight;
  }

  async keep(name: string): Promise<void> {
    await this.#child.order({ do: 'keep', name });
  }

  async put(name: string): Promise<void> {
    await this.#child.order({ do: 'put', name });
  }

  async drift(): Promise<void> {
    await this.#child.order({ do: 'drift' });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child.end({ do: 'end' });
  }
}

/** A simulated GitLab and a machine, in another process. */
export class SetUpProcess implements AsyncDisposable {
  readonly #child: Obedient<SetUpOrder>;

  private constructor(child: Obedient<SetUpOrder>) {
    this.#child = child;
  }

  static async start(programs: Programs, folder: string): Promise<SetUpProcess> {
    const child = new Obedient<SetUpOrder>(programs.setUp, [folder, programs.gitlabRunner]);
    await child.ready();
    return new SetUpProcess(child);
  }

  async begin(publicKey: string): Promise<SetUpAddress> {
    return (await this.#child.order({ do: 'begin', publicKey })) as SetUpAddress;
  }

  async look(): Promise<SetUpSight> {
    return (await this.#child.order({ do: 'look' })) as SetUpSight;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#child.end({ do: 'end' });
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: ended.signal }).then(
        ([message]) => (message as { answer: unknown }).answer,
      ),
      once(child, 'exit', { signal: ended.signal }).then(([code]) => {
        throw new Error(`The simulated cloud ended by itself, with ${String(code)}.`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

/** A new window does an errand. @returns undefined when it was killed */
export async function inNewWindow(
  programs: Programs,
  errand: Errand | SetUpErrand,
): Promise<Survived | undefined> {
  const child = fork(programs.window, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let survived: Survived | undefined;
  child.once('message', (message: Survived) => (survived = message));
  const gone = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  child.send(errand);
  const [code, signal] = await gone;
  if (survived) return survived;
  if (signal === 'SIGKILL') return undefined;
  throw new Error(`A window ended with ${String(code ?? signal)} and without a word.`);
}
