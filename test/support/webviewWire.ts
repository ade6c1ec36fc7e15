import { type ServerResponse } from 'node:http';
import { type BrowserContext } from 'playwright-core';

/** A message on its way from the editor to a page, in the manner of VS Code: JSON, and the buffers beside it. */
export interface Carried {
  readonly json: string;
  readonly buffers: readonly Uint8Array[];
  readonly bytes: number;
}

/** What VS Code does in the extension host: whole buffers are sent, each once; JSON loses what it cannot say. */
export function carried(message: unknown): Carried {
  const buffers: ArrayBufferLike[] = [];
  const indexOf = (buffer: ArrayBufferLike): number => {
    const known = buffers.indexOf(buffer);
    return known === -1 ? buffers.push(buffer) - 1 : known;
  };
  const json = JSON.stringify(message, (_key, value: unknown) => {
    if (value instanceof ArrayBuffer) return { $buffer: indexOf(value) };
    if (!ArrayBuffer.isView(value)) return value;
    const { byteOffset, byteLength } = value;
    return { $buffer: indexOf(value.buffer), view: value.constructor.name, byteOffset, byteLength };
  });
  return {
    json,
    buffers: buffers.map((buffer) => new Uint8Array(buffer)),
    bytes: json.length + buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0),
  };
}

/** The way of messages from the editor to a page, in order. */
export interface Wire {
  send(message: unknown): void;
  /** Answers requests of the page that stands for the editor's window; false for any other path. */
  answer(path: string, response: ServerResponse): boolean;
}

const editorPath = '/editor';
const nextPath = '/editor/next';
/** Where the editor's window passes messages on to the view. */
export const wireName = 'editor';

/**
 * As in VS Code, bytes come to the editor's window, which puts the message together and clones it over to the process
 * of the view, where `deliver` gives it to the view's own scripts. Both pages have to be of one origin.
 */
export function createWire(): Wire {
  const queue: Buffer[] = [];
  let wanted: ServerResponse | undefined;
  const flush = (): void => {
    const frame = wanted && queue.shift();
    if (!frame) return;
    wanted?.writeHead(200, { 'content-type': 'application/octet-stream' }).end(frame);
    wanted = undefined;
  };
  return {
    send(message) {
      queue.push(toFrame(carried(message)));
      flush();
    },
    answer(path, response) {
      if (path === editorPath) {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        response.end('<!DOCTYPE html><title>editor</title>');
      } else if (path === nextPath) {
        wanted = response;
        flush();
      } else return false;
      return true;
    },
  };
}

/** Lengths as 32-bit numbers, first how many there are; then the JSON, then the buffers. */
function toFrame({ json, buffers }: Carried): Buffer {
  const parts = [Buffer.from(json), ...buffers];
  const lengths = Uint32Array.from([parts.length, ...parts.map((part) => part.byteLength)]);
  return Buffer.concat([new Uint8Array(lengths.buffer), ...parts]);
}

/** The page goes with its context. */
export async function openEditorWindow(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${origin}${editorPath}`);
  // Fulfilled never: it ends when the page is closed.
  void page.evaluate(pump, [nextPath, wireName] as const).catch(() => undefined);
}

/** Runs in the editor's window for as long as it is open. */
async function pump([path, name]: readonly [string, string]): Promise<void> {
  const channel = new BroadcastChannel(name);
  for (;;) {
    const answer = await fetch(path);
    const frame = await answer.arrayBuffer();
    const [count = 0] = new Uint32Array(frame, 0, 1);
    let at = 4 * (count + 1);
    const parts = Array.from(new Uint32Array(frame, 4, count), (length) => {
      at += length;
      return frame.slice(at - length, at);
    });
    const [json, ...buffers] = parts;
    const message: unknown = JSON.parse(new TextDecoder().decode(json), (_key, value: unknown) => {
      const found = value as {
        $buffer?: number;
        view?: 'Float64Array' | 'Uint32Array' | 'Uint8Array';
        byteOffset: number;
        byteLength: number;
      } | null;
      if (typeof found !== 'object' || found?.$buffer === undefined) return value;
      const buffer = buffers[found.$buffer] ?? new ArrayBuffer(0);
      if (found.view === undefined) return buffer;
      const View = window[found.view];
      return new View(buffer, found.byteOffset, found.byteLength / View.BYTES_PER_ELEMENT);
    });
    channel.postMessage(message);
  }
}

/** Runs in the view before its scripts. */
export function deliver(name: string): void {
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => window.postMessage(data, '*');
}
