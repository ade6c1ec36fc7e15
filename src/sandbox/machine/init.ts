import { createServer, type Server, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { type ServiceSpec, Supervisor, type SupervisorOptions } from './supervisor';

const questionSchema = z.object({
  action: z.enum(['install', 'uninstall', 'start', 'stop', 'restart', 'status']),
  name: z.string().regex(/^[a-z0-9][a-z0-9_.@-]{0,60}$/),
  command: z.array(z.string()).min(1).optional(),
});
type Question = z.infer<typeof questionSchema>;

interface Answer {
  readonly ok: boolean;
  readonly text?: string;
  readonly running?: boolean;
  readonly installed?: boolean;
}

/**
 * A machine's first process, as far as it needs one: services that are installed, started and stopped through a
 * Unix socket, and started again with the machine. One line of JSON is asked, one answered.
 */
export class Init {
  readonly #services: Map<string, ServiceSpec>;
  readonly #save: (services: readonly ServiceSpec[]) => Promise<void>;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #socketFolder: string;
  #supervisor: Supervisor | undefined;

  private constructor(
    socketFolder: string,
    services: readonly ServiceSpec[],
    save: (services: readonly ServiceSpec[]) => Promise<void>,
  ) {
    this.#socketFolder = socketFolder;
    this.#services = new Map(services.map((service) => [service.name, service]));
    this.#save = save;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
  }

  static async open(
    services: readonly ServiceSpec[],
    save: (services: readonly ServiceSpec[]) => Promise<void>,
  ): Promise<Init> {
    // A socket's path may have about a hundred characters only, so it does not lie in the machine's folder.
    const folder = await mkdtemp(join(tmpdir(), 'mlops-vm-'));
    const init = new Init(folder, services, save);
    await new Promise<void>((resolve, reject) => {
      init.#server.once('error', reject);
      init.#server.listen(init.socket, resolve);
    });
    return init;
  }

  get socket(): string {
    return join(this.#socketFolder, 'init');
  }

  /** Starts what starts with the machine. */
  boot(options: SupervisorOptions): void {
    this.#supervisor = new Supervisor(options);
    for (const service of this.#services.values()) {
      if (service.enabled) this.#supervisor.start(service);
    }
  }

  async close(): Promise<void> {
    await this.#supervisor?.stopAll();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await rm(this.#socketFolder, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let text = '';
    let asked = false;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (asked || !text.includes('\n')) return;
      asked = true;
      void this.#answer(text.slice(0, text.indexOf('\n'))).then((answer) =>
        socket.end(JSON.stringify(answer)),
      );
    });
  }

  async #answer(line: string): Promise<Answer> {
    let question: Question;
    try {
      question = questionSchema.parse(JSON.parse(line));
    } catch {
      return { ok: false, text: 'the question cannot be read' };
    }
    try {
      return await this.#act(question);
    } catch (error) {
      return { ok: false, text: error instanceof Error ? error.message : String(error) };
    }
  }

  async #act({ action, name, command }: Question): Promise<Answer> {
    const service = this.#services.get(name);
    const supervisor = this.#supervisor;
    if (action === 'status') {
      return {
        ok: true,
        installed: service !== undefined,
        running: supervisor?.isRunning(name) ?? false,
      };
    }
    if (action === 'install') {
      if (service) return { ok: false, text: `Init already exists: ${name}` };
      this.#services.set(name, { name, command: command ?? [name], enabled: false });
      await this.#store();
      return { ok: true };
    }
    if (!service || !supervisor) return { ok: false, text: 'the service is not installed' };
    if (action !== 'start') await supervisor.stop(name);
    if (action === 'uninstall') this.#services.delete(name);
    else service.enabled = action !== 'stop';
    if (action === 'start' || action === 'restart') supervisor.start(service);
    await this.#store();
    return { ok: true };
  }

  #store(): Promise<void> {
    return this.#save([...this.#services.values()]);
  }
}
