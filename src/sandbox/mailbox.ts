import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { type Mail, type Mailer } from './ports';

export interface Mailbox extends AsyncDisposable {
  /** A page for people; `mails.json` and `requests.json` below it are for programs. */
  readonly url: string;
  readonly mails: readonly Mail[];
  readonly send: Mailer;
}

/** What the page shows beside the letters. */
export interface ShownFacts {
  /** Calls that each service has got so far. */
  readonly counts?: () => Readonly<Record<string, number>>;
  readonly accounts?: () => readonly Account[];
}

export interface Account {
  readonly name: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
}

const mailsSchema = z.array(z.object({ to: z.string(), subject: z.string(), text: z.string() }));

/**
 * The letters that simulated services send, newest first, on a loopback page of their own.
 */
export async function openMailbox(
  folder: string,
  port = 0,
  shown: ShownFacts = {},
): Promise<Mailbox> {
  const file = join(folder, 'mails.json');
  const mails: Mail[] = await readMails(file);
  let writing: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    // Another site's page must not read letters through a name that leads here.
    if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? '')) {
      response.writeHead(421).end();
    } else if (request.method !== 'GET') {
      response.writeHead(405, { allow: 'GET' }).end();
    } else if (request.url === '/mails.json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(mails));
    } else if (request.url === '/requests.json') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(shown.counts?.() ?? {}));
    } else if (request.url === '/') {
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        })
        .end(renderPage(shown.accounts?.() ?? [], mails));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    mails,
    send(mail) {
      mails.unshift(mail);
      writing = writing.then(() => writeMails(folder, file, mails));
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await writing;
    },
  };
}

/** The sandbox as a page: every text is text, and only http links become links. */
export function renderPage(accounts: readonly Account[], mails: readonly Mail[]): string {
  const letters = mails.map(
    (mail) =>
      `<article><h3>${escape(mail.subject)}</h3><p>To: ${escape(mail.to)}</p>` +
      `<pre>${linked(mail.text)}</pre></article>`,
  );
  const tables = accounts.map(
    ({ name, facts }) =>
      `<h2>${escape(name)}</h2><table>${facts
        .map(
          ([label, value]) =>
            `<tr><th>${escape(label)}</th><td><code>${linked(value)}</code></td></tr>`,
        )
        .join('')}</table>`,
  );
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Demo sandbox</title>' +
    `<meta http-equiv="refresh" content="10"><style>${style}</style></head>` +
    '<body><h1>Demo sandbox</h1><p>A cloud and a GitLab on this machine. Click a value to select it. ' +
    'Your browser warns about the certificate of this GitLab: the sandbox signed it itself.</p>' +
    `${tables.join('')}<h2>Mail</h2>${letters.join('') || '<p>No mail yet. GitLab writes when an environment is created.</p>'}</body></html>\n`
  );
}

const style = [
  ':root{color-scheme:light dark}',
  'body{font:16px/1.5 system-ui;max-width:54rem;margin:2rem auto;padding:0 1rem}',
  'table{border-collapse:collapse;width:100%}',
  'th{font-weight:400;text-align:left;padding:.2rem 1.5rem .2rem 0;white-space:nowrap;opacity:.7}',
  'td{width:100%}code{user-select:all;overflow-wrap:anywhere}',
  'article{border-top:1px solid #8884;padding:.5rem 0}pre{white-space:pre-wrap}',
].join('');

function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escape(part)}">${escape(part)}</a>` : escape(part),
    )
    .join('');
}

function escape(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (letter) => names[letter] ?? letter);
}

async function readMails(file: string): Promise<Mail[]> {
  try {
    return mailsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // None yet, or a file that cannot be read: letters are not worth failing for.
    return [];
  }
}

async function writeMails(folder: string, file: string, mails: readonly Mail[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(mails), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
