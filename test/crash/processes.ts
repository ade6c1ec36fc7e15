import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  type CloudAddress,
  type CloudOrder,
  type Errand,
  type Sight,
  type Survived,
} from './protocol';

/** The bundled programs. */
export interface Programs {
  readonly cloud: string;
  readonly window: string;
}

/** A simulated cloud that listens in another process. */
export class CloudProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(
    child: ChildProcess,
    readonly address: CloudAddress,
  ) {
    this.#child = child;
  }

  static async start(programs: Programs, certificates: string): Promise<CloudProcess> {
    const child = fork(programs.cloud, [certificates], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new CloudProcess(child, (await answerOf(child)) as CloudAddress);
  }

  async look(): Promise<Sight> {
    return (await this.#order({ do: 'look' })) as Sight;
  }

  async keep(name: string): Promise<void> {
    await this.#order({ do: 'keep', name });
  }

  async put(name: string): Promise<void> {
    await this.#order({ do: 'put', name });
  }

  async #order(order: CloudOrder): Promise<unknown> {
    const answer = answerOf(this.#child);
    this.#child.send(order);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.send({ do: 'end' });
    await gone;
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
  errand: Errand,
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
