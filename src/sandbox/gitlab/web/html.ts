import { type Reply } from '../exchange';

/** Markup that is safe to send as it is. Everything else is escaped by `html`. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Part = Markup | string | number | undefined | readonly Part[];

/** `` html`<p>${text}</p>` ``: what is put in is text, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, next, at) => text + render(parts[at - 1]) + next));
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(render).join('');
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const style = `
body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1f1e24;background:#fff}
header{background:#292961;color:#fff;padding:.6rem 1.2rem;display:flex;gap:1.2rem;align-items:center}
header a{color:#fff;text-decoration:none}header form{margin-left:auto}
main{max-width:60rem;margin:1.5rem auto;padding:0 1.2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #dcdcde}
pre{background:#f5f5f5;padding:.8rem;overflow:auto;border-radius:4px}
label{display:block;margin:.8rem 0 .2rem}label.inline{display:inline-block;margin:.2rem 1rem .2rem 0}
input[type=text],input[type=password],input[type=date],textarea{font:inherit;width:100%;max-width:32rem;padding:.4rem;box-sizing:border-box}
button{font:inherit;padding:.4rem 1rem;margin:.8rem .6rem .2rem 0;cursor:pointer}
.alert{background:#fdf1dd;border:1px solid #e9be74;padding:.6rem;border-radius:4px}.good{background:#ecf4ee;border-color:#91d4a8}
`;

export interface PageOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly header?: Markup | undefined;
}

export function page(title: string, body: Markup, options: PageOptions = {}): Reply {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · GitLab</title>
        <style>
          ${new Markup(style)}
        </style>
      </head>
      <body>
        <header>${options.header ?? html`<strong>GitLab</strong>`}</header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return {
    status: options.status ?? 200,
    bytes: Buffer.from(document.text),
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
      ...options.headers,
    },
  };
}

export function redirect(location: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: 302,
    bytes: Buffer.from(
      html`<html>
        <body>
          You are being <a href="${location}">redirected</a>.
        </body>
      </html>`.text,
    ),
    headers: { 'Content-Type': 'text/html; charset=utf-8', Location: location, ...headers },
  };
}
