import fs from 'node:fs';
import fsp from 'node:fs/promises';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { Client } from '@grpc/grpc-js';
import type * as ssh2 from 'ssh2';
import { isRecord } from '../../src/base/record';
import { factsOf } from './facts';

/**
 * Names every moment at which this process can die: before and after each file is put in place or taken away,
 * before a call is sent, after its answer has come but nobody has seen it, and at each line that a machine says over
 * SSH. The program under test knows nothing of this; it is done to Node's file functions, and to the clients of gRPC,
 * HTTPS and SSH.
 */
export class Points {
  readonly #dieAt: string | undefined;
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #operations = new Map<string, string>();
  /** What the journal on disk says. */
  #durable: ReadonlySet<string> = new Set();

  constructor(dieAt: string | undefined) {
    this.#dieAt = dieAt;
  }

  get seen(): readonly string[] {
    return [...this.#seen];
  }

  watchFiles(): void {
    const { rename, link, unlink, rm } = fsp;
    fsp.rename = async (from, to) => {
      const written = String(to).endsWith('.stack.json');
      const names = written ? this.#written(String(from)) : [`file ${fileName(to)} renamed`];
      this.#pass(names, 'before');
      await rename(from, to);
      this.#pass(names, 'after');
    };
    fsp.link = async (from, to) => {
      this.#pass([`file ${fileName(to)} taken`], 'before');
      await link(from, to);
      this.#pass([`file ${fileName(to)} taken`], 'after');
    };
    fsp.unlink = async (path) => {
      this.#pass([`file ${fileName(path)} removed`], 'before');
      await unlink(path);
      this.#pass([`file ${fileName(path)} removed`], 'after');
    };
    fsp.rm = async (path, options) => {
      this.#pass([`file ${fileName(path)} removed`], 'before');
      await rm(path, options);
      this.#pass([`file ${fileName(path)} removed`], 'after');
    };
    syncBuiltinESMExports();
  }

  watchCalls(): void {
    type Unary = (this: Client, ...args: unknown[]) => unknown;
    const client = Client.prototype as unknown as { makeUnaryRequest: Unary };
    const send = client.makeUnaryRequest;
    const { pass, nameCall, hear } = {
      pass: this.#pass.bind(this),
      nameCall: this.#nameCall.bind(this),
      hear: this.#hear.bind(this),
    };
    client.makeUnaryRequest = function (...args) {
      const [path, , , request] = args;
      const name = nameCall(String(path), request);
      pass([name], 'before');
      const callback = args.pop() as (error: unknown, answer: unknown) => void;
      const heard = (error: unknown, answer: unknown): void => {
        pass([name], 'after');
        const last = hear(String(path), request, answer);
        if (last !== undefined) pass([last], 'after');
        callback(error, answer);
      };
      return send.call(this, ...args, heard);
    };
  }

  /** Calls of GitLab. */
  watchRequests(): void {
    const send = https.request as (...args: unknown[]) => ReturnType<typeof https.request>;
    const watched = (...args: unknown[]): ReturnType<typeof https.request> => {
      const [url, { method }] = args as [URL, { method: string }];
      const name = this.#nameRequest(method, url.pathname);
      this.#pass([name], 'before');
      const request = send(...args);
      request.once('response', () => this.#pass([name], 'after'));
      return request;
    };
    https.request = watched;
    syncBuiltinESMExports();
  }

  /** Commands on machines, and what they say. */
  watchShell({ Client }: typeof ssh2): void {
    type Take = (error: Error | undefined, channel: ssh2.ClientChannel | undefined) => void;
    type Exec = (this: ssh2.Client, ...args: unknown[]) => unknown;
    const client = Client.prototype as unknown as { exec: Exec };
    const { exec } = client;
    const pass = this.#pass.bind(this);
    client.exec = function (...args) {
      const name = `ssh ${String(args[0]).slice(0, 40)}`;
      pass([name], 'before');
      const take = args.pop() as Take;
      const heard: Take = (error, channel) => {
        const listen = (chunk: Buffer): void => {
          for (const line of plainLines(chunk)) pass([`${name} says ${line}`], 'after');
        };
        channel?.on('data', listen);
        channel?.stderr.on('data', listen);
        channel?.once('close', () => pass([`${name} ended`], 'after'));
        take(error, channel);
      };
      return exec.call(this, ...args, heard);
    };
  }

  /** How often something is looked at until it is ready is chance. */
  #nameRequest(method: string, path: string): string {
    const plain = `request ${method} ${path.replace(/\/\d+/g, '/N')}`;
    if (/\/import$/.test(path)) return plain;
    const count = (this.#counts.get(plain) ?? 0) + 1;
    this.#counts.set(plain, count);
    return `${plain} ${count}`;
  }

  /** One name for each step that this write says something new of. */
  #written(path: string): string[] {
    const next = factsOf(fs.readFileSync(path, 'utf8'));
    const news = [
      ...[...next].filter((fact) => !this.#durable.has(fact)),
      ...[...this.#durable].filter((fact) => !next.has(fact)).map((fact) => `no ${fact}`),
    ].sort();
    this.#durable = next;
    const bySubject = new Map<string, string>();
    for (const fact of news) {
      const subject = fact.replace(/^no /, '').split(' ')[0] ?? '';
      if (!bySubject.has(subject)) bySubject.set(subject, fact);
    }
    return [...bySubject.values()].map((fact) => `write ${fact}`);
  }

  /** A look at an operation is named after what began it; how often it is looked at is chance. */
  #nameCall(path: string, request: unknown): string {
    const method = methodName(path);
    if (method === 'operation.OperationService/Get') {
      const id = isRecord(request) ? String(request['operationId']) : '';
      return `call ${method} of ${this.#operations.get(id) ?? 'another run'}`;
    }
    const count = (this.#counts.get(method) ?? 0) + 1;
    this.#counts.set(method, count);
    return `call ${method} ${count}`;
  }

  #hear(path: string, request: unknown, answer: unknown): string | undefined {
    if (!isRecord(answer) || typeof answer['done'] !== 'boolean') return undefined;
    const id = String(answer['id']);
    const method = methodName(path);
    if (method !== 'operation.OperationService/Get') {
      this.#operations.set(id, method);
      return undefined;
    }
    return answer['done'] ? `${this.#nameCall(path, request)}, the last` : undefined;
  }

  #pass(names: readonly string[], when: 'before' | 'after'): void {
    for (const name of names) {
      const point = `${when} ${name}`;
      this.#seen.add(point);
      if (point === this.#dieAt) process.kill(process.pid, 'SIGKILL');
    }
  }
}

/** `vpc.NetworkService/Create` */
function methodName(path: string): string {
  return path
    .replace(/^\/yandex\.cloud\./, '')
    .replace(/\.v1\./, '.')
    .replace(/^\//, '');
}

/** Without what is drawn by chance. */
function fileName(path: unknown): string {
  return basename(String(path)).replace(
    /[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{6}-\d+-[0-9a-f]{8}/g,
    '*',
  );
}

/** The first words of each line, as far as they are the same in every run. */
function plainLines(chunk: Buffer): string[] {
  return chunk
    .toString('utf8')
    .split('\n')
    .map((line) => /^[A-Za-z: ]+/.exec(line)?.[0].trim() ?? '')
    .filter((line) => line.length > 3);
}
