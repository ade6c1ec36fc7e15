import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { root } from '../../scripts/lib/paths.mjs';
import { Emitter } from '../../src/base/event';
import { isRecord } from '../../src/base/record';
import { type Contract, type Handlers } from '../../src/webviews/ipc/contract';
import { pageHtml } from '../../src/webviews/ipc/html';
import { serve, type Server } from '../../src/webviews/ipc/server';
import { createWire, deliver, openEditorWindow, type Wire, wireName } from '../support/webviewWire';

export const themes = ['dark', 'light', 'hc-dark', 'hc-light'] as const;
export type Theme = (typeof themes)[number];

export interface ViewOptions<C extends Contract> {
  /** Bundle in dist/webviews. */
  readonly name: string;
  readonly contract: C;
  readonly handlers: Handlers<C>;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  /** False: the folder of the window is not trusted. */
  readonly trusted?: boolean;
}

/** A built webview in a browser, with the editor's end of its contract in this process. */
export interface View<C> extends AsyncDisposable {
  readonly page: Page;
  readonly server: Server<C>;
  /** Whatever the page sent, parsed or not. */
  readonly sent: unknown[];
  /** What the editor's end reported as a bug or refused. */
  readonly reported: unknown[];
  /** Violations of the content policy, page errors, console errors and dialogs. */
  readonly alarms: string[];
  /** Puts a raw message on the wire, as a page that was taken over could. */
  sendRaw(message: unknown): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  screenshot(name: string): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** Opens a webview under the policy of its panel and the colours of one of VS Code's themes. */
export async function openView<C extends Contract>(
  browser: Browser,
  options: ViewOptions<C>,
): Promise<View<C>> {
  const wire = createWire();
  const http = await startAssets(options.name, wire);
  const { port } = http.address() as AddressInfo;
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    locale: 'en-US',
    timezoneId: 'UTC',
  });
  const origin = `http://127.0.0.1:${port}`;
  await openEditorWindow(context, origin);
  const page = await context.newPage();
  const sent: unknown[] = [];
  const reported: unknown[] = [];
  const alarms = listen(page);
  const received = new Emitter<unknown>();
  const server = serve(
    options.contract,
    options.handlers,
    {
      mayChange: () => options.trusted !== false,
      post: (message) => wire.send(message),
      onMessage: received.event,
    },
    (error) => reported.push(error),
  );
  await page.exposeFunction('sendToHost', (message: unknown) => {
    sent.push(message);
    received.fire(message);
  });
  await page.exposeFunction('sendAlarm', (text: string) => alarms.push(text));
  let theme = await readTheme(options.theme ?? 'dark');
  await page.addInitScript(standIn);
  await page.addInitScript(deliver, wireName);
  const applyTheme = (): Promise<void> => page.evaluate(paint, theme);
  page.on('domcontentloaded', () => void applyTheme().catch(() => undefined));
  await page.goto(`${origin}/`);
  await applyTheme();
  return {
    page,
    server,
    sent,
    reported,
    alarms,
    sendRaw: (message) =>
      page.evaluate((data) => {
        (window as unknown as { sendToHost: (data: unknown) => void }).sendToHost(data);
      }, message),
    setTheme: async (next) => {
      theme = await readTheme(next);
      await applyTheme();
      server.resend();
    },
    screenshot: async (name) => {
      await page.screenshot({ path: join(root, 'out/browser', `${name}.png`) });
    },
    [Symbol.asyncDispose]: async () => {
      server.dispose();
      received.dispose();
      await context.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** Requests of one name that the page has sent, oldest first. */
export function requestsOf(sent: readonly unknown[], name: string): unknown[] {
  return sent
    .filter(isRecord)
    .filter((message) => message['type'] === 'request' && message['name'] === name)
    .map((message) => message['params']);
}

async function startAssets(name: string, wire: Wire): Promise<HttpServer> {
  const dist = process.env['MLOPS_WEBVIEWS'] ?? join(root, 'dist/webviews');
  const server = createServer((request, response) => {
    if (wire.answer(request.url ?? '/', response)) return;
    void answer(request.url ?? '/').then(
      ({ type, body }) => {
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answer = async (url: string): Promise<{ type: string; body: Buffer | string }> => {
    const { pathname } = new URL(url, origin);
    if (pathname !== '/') {
      const body = await readFile(join(dist, pathname.slice(1).replaceAll('..', '')));
      return { type: types[extname(pathname)] ?? 'application/octet-stream', body };
    }
    const body = pageHtml({
      title: name,
      cspSource: origin,
      nonce: randomBytes(16).toString('base64url'),
      scriptUri: `${origin}/${name}.js`,
      styleUris: [`${origin}/codicon.css`, `${origin}/${name}.css`],
    });
    return { type: 'text/html; charset=utf-8', body };
  };
  return server;
}

function listen(page: Page): string[] {
  const alarms: string[] = [];
  page.on('dialog', (dialog) => {
    alarms.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => alarms.push(`error: ${error.message}`));
  page.on('console', (message) => {
    const url = message.location().url;
    if (message.type() === 'error' && !url.endsWith('/favicon.ico')) {
      alarms.push(`console: ${message.text()}`);
    }
  });
  return alarms;
}

interface ThemeFile {
  readonly class: string;
  readonly data: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** Recorded from the editor by scripts/recordThemes.mjs. */
async function readTheme(theme: Theme): Promise<ThemeFile> {
  const text = await readFile(join(root, 'test/fixtures/themes', `${theme}.json`), 'utf8');
  return JSON.parse(text) as ThemeFile;
}

/** Runs in the page before its scripts: what the editor offers to a webview. */
function standIn(): void {
  const host = window as unknown as {
    sendToHost: (message: unknown) => void;
    sendAlarm: (text: string) => void;
    acquireVsCodeApi: () => unknown;
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    host.sendAlarm(`policy: ${event.effectiveDirective} ${event.blockedURI}`);
  });
  host.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => host.sendToHost(message),
    getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  });
}

/** Runs in the page: colours and classes as the editor sets them. */
function paint(theme: ThemeFile): void {
  const { style } = document.documentElement;
  style.cssText = '';
  for (const [name, value] of Object.entries(theme.variables)) style.setProperty(name, value);
  style.scrollbarColor = 'var(--vscode-scrollbarSlider-background) var(--vscode-editor-background)';
  document.body.className = theme.class;
  Object.assign(document.body.dataset, theme.data);
}
