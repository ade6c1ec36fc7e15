import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type RequestSpec } from '../../../src/webviews/ipc/contract';
import { type Client, connect } from '../../../src/webviews/ui/client';

type PageContract = Readonly<{ read: RequestSpec<Record<string, never>, string> }>;
interface Sent {
  readonly type: string;
  readonly id?: number;
}

let sent: Sent[];
let client: Client<PageContract>;
let hear: (message: object) => void;
beforeEach(() => {
  sent = [];
  vi.stubGlobal('acquireVsCodeApi', () => ({
    postMessage: (message: Sent) => void sent.push(message),
  }));
  vi.stubGlobal('window', {
    addEventListener: (_type: string, listener: (event: { data: object }) => void) => {
      hear = (data) => listener({ data });
    },
  });
  client = connect<PageContract>({});
});
afterEach(() => vi.unstubAllGlobals());

it('leaves nothing on the signal of a page that asks again and again', async () => {
  const page = new AbortController();
  const listeners = (): number => getEventListeners(page.signal, 'abort').length;
  const asked = Array.from({ length: 20 }, () => client.ask('read', {}, page.signal));
  expect(listeners()).toBe(1);
  for (const { id } of sent.filter(({ type }) => type === 'request'))
    hear({ type: 'answer', id, value: 'x' });
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['x']));
  expect(listeners()).toBe(0);
  page.abort();
  expect(sent.filter(({ type }) => type === 'cancel')).toEqual([]);
});

it('cancels what is under way, once, and takes no answer afterwards', async () => {
  const page = new AbortController();
  const asked = client.ask('read', {}, page.signal);
  const id = sent.at(-1)?.id;
  page.abort();
  await expect(asked).rejects.toMatchObject({ failure: { kind: 'cancelled' } });
  hear({ type: 'answer', id, value: 'late' });
  expect(sent.filter(({ type }) => type === 'cancel')).toEqual([{ type: 'cancel', id }]);
});
