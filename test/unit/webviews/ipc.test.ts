import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { AppError } from '../../../src/base/errors';
import { Emitter } from '../../../src/base/event';
import {
  change,
  notice,
  request,
  type Handlers,
  type ToView,
} from '../../../src/webviews/ipc/contract';
import { pageHtml } from '../../../src/webviews/ipc/html';
import { serve } from '../../../src/webviews/ipc/server';

const contract = {
  state: notice<{ rows: number }>(),
  theme: notice<string>(),
  add: request<number>()(z.object({ a: z.number(), b: z.number() })),
  slow: request<string>()(z.object({})),
  drop: change<string>()(z.object({})),
} as const;

function wire(handlers: Partial<Handlers<typeof contract>> = {}, trusted = true) {
  const incoming = new Emitter<unknown>();
  const posted: ToView[] = [];
  const reported: unknown[] = [];
  const server = serve(
    contract,
    {
      add: ({ a, b }) => Promise.resolve(a + b),
      slow: () => Promise.resolve('done'),
      drop: () => Promise.resolve('dropped'),
      ...handlers,
    },
    {
      mayChange: () => trusted,
      post: (message) => posted.push(message),
      onMessage: incoming.event,
    },
    (error) => reported.push(error),
  );
  const send = async (...messages: unknown[]): Promise<void> => {
    for (const message of messages) incoming.fire(message);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { server, posted, reported, send, incoming };
}

const ask = (id: number, name: string, params: unknown = {}) => ({
  type: 'request',
  id,
  name,
  params,
});

describe('the editor’s end of the wire to a page', () => {
  it('answers a request', async () => {
    const { posted, send } = wire();
    await send(ask(1, 'add', { a: 2, b: 3 }));
    expect(posted).toEqual([{ type: 'answer', id: 1, value: 5 }]);
  });

  it('changes nothing for a folder that is not trusted, and still answers what only reads', async () => {
    const drop = vi.fn(() => Promise.resolve('dropped'));
    const { posted, reported, send } = wire({ drop }, false);
    await send(ask(1, 'drop'), ask(2, 'add', { a: 2, b: 3 }));
    expect(posted).toMatchObject([
      { type: 'failure', id: 1, error: { kind: 'forbidden', told: true } },
      { type: 'answer', id: 2, value: 5 },
    ]);
    expect(drop).not.toHaveBeenCalled();
    expect(reported).toMatchObject([{ kind: 'forbidden', fix: 'trust-folder' }]);
  });

  it.each([
    ['a name that is not in the contract', ask(1, 'rm', {})],
    ['a notice as a request', ask(1, 'state', {})],
    ['what objects inherit', ask(1, 'constructor', {})],
  ])('refuses and reports %s', async (_what, message) => {
    const { posted, reported, send } = wire();
    await send(message);
    expect(posted).toMatchObject([{ type: 'failure', id: 1, error: { kind: 'invalid' } }]);
    expect(reported).toMatchObject([{ kind: 'invalid' }]);
  });

  it.each([
    ['another type', { a: '2', b: 3 }, /add: a: /],
    ['nothing', undefined, /add: /],
  ])(
    'refuses parameters of %s in words, without asking the handler',
    async (_what, params, words) => {
      const add = vi.fn(() => Promise.resolve(1));
      const { posted, send } = wire({ add });
      await send(ask(1, 'add', params));
      const message = expect.stringMatching(words) as string;
      expect(posted).toMatchObject([
        { type: 'failure', id: 1, error: { kind: 'invalid', message } },
      ]);
      expect(posted[0]).not.toMatchObject({
        error: { message: expect.stringContaining('{') as string },
      });
      expect(add).not.toHaveBeenCalled();
    },
  );

  const circle: { self?: unknown } = {};
  circle.self = circle;
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ready'],
    ['a list', [{ type: 'ready' }]],
    ['a circle', circle],
    ['a huge number', 10n ** 40n],
    ['another type', { type: 'eval', id: 1 }],
    ['an id that is no number', ask('1' as unknown as number, 'add', { a: 1, b: 1 })],
    ['an id that is no whole number', ask(1.5, 'add', { a: 1, b: 1 })],
  ])('reports %s and does nothing', async (_what, message) => {
    const { posted, reported, send } = wire();
    await send(message);
    expect(posted).toEqual([]);
    expect(reported).toMatchObject([{ kind: 'invalid' }]);
  });

  it('passes failures on as words, and reports bugs without telling them', async () => {
    const failure = new AppError('forbidden', 'You may not.', {
      detail: 'token abc',
      fix: 'sign-in-gitlab',
    });
    const bug = new TypeError('secret insides');
    const { posted, reported, send } = wire({
      add: () => Promise.reject(failure),
      slow: () => Promise.reject(bug),
    });
    await send(ask(1, 'add', { a: 1, b: 1 }), ask(2, 'slow'));
    expect(posted).toEqual([
      {
        type: 'failure',
        id: 1,
        error: { kind: 'forbidden', message: 'You may not.', fix: 'sign-in-gitlab' },
      },
      {
        type: 'failure',
        id: 2,
        error: {
          kind: 'bug',
          message: 'This is a bug in GitLab MLOps; the log says more.',
          fix: 'open-log',
        },
      },
    ]);
    expect(reported).toEqual([bug]);
  });

  it('cancels the work of one request, and answers nothing for it', async () => {
    const signals: AbortSignal[] = [];
    const { posted, reported, send } = wire({
      slow: (_params, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      },
    });
    await send(
      ask(1, 'slow'),
      ask(2, 'slow'),
      { type: 'cancel', id: 1 },
      { type: 'cancel', id: 9 },
    );
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    expect([posted, reported]).toEqual([[], []]);
  });

  it('sends the last state of each name again when the page is ready, and on demand', async () => {
    const { server, posted, send } = wire();
    server.notify('state', { rows: 1 });
    server.notify('state', { rows: 2 });
    server.notify('theme', 'dark');
    posted.length = 0;
    await send({ type: 'ready' });
    const last = [
      { type: 'notice', name: 'state', revision: 2, value: { rows: 2 } },
      { type: 'notice', name: 'theme', revision: 3, value: 'dark' },
    ];
    expect(posted).toEqual(last);
    server.resend();
    expect(posted).toEqual([...last, ...last]);
  });

  it('counts revisions up, so that a page can leave out older ones', () => {
    const { server, posted } = wire();
    for (const rows of [1, 2, 3]) server.notify('state', { rows });
    expect(posted.map((message) => message.type === 'notice' && message.revision)).toEqual([
      1, 2, 3,
    ]);
  });

  it('ends everything with the page', async () => {
    let seen: AbortSignal | undefined;
    const add = vi.fn(() => Promise.resolve(1));
    const { server, posted, send, incoming } = wire({
      add,
      slow: (_params, signal) => {
        seen = signal;
        return new Promise((resolve) => setImmediate(() => resolve('late')));
      },
    });
    await send();
    incoming.fire(ask(1, 'slow'));
    server.dispose();
    await send(ask(2, 'add', { a: 1, b: 1 }));
    expect(seen?.aborted).toBe(true);
    expect([posted, add.mock.calls.length, incoming.size]).toEqual([[], 0, 0]);
  });
});

describe('the frame of a page', () => {
  const html = pageHtml({
    title: '"><script>alert(1)</script>',
    cspSource: 'https://view',
    nonce: 'n0nce',
    scriptUri: 'https://view/runs.js',
    styleUris: ['https://view/a.css', 'https://view/b.css?x="y"'],
  });

  it('runs no script without the nonce and loads nothing from the network', () => {
    const policy = /content="(default-src[^"]*)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-n0nce'");
    expect(policy).toMatch(/worker-src blob:(?:;|$)/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe|connect-src|frame-src/);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it('keeps names text', () => {
    expect(html).toContain('<title>&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>');
    expect(html).toContain('href="https://view/b.css?x=&quot;y&quot;"');
  });
});
