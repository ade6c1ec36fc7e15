export interface PageSpec {
  readonly title: string;
  /** What the editor says may be loaded from. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUris: readonly string[];
  readonly nonce: string;
}

/**
 * The frame of every view: no data in it, scripts by nonce only, nothing from the network.
 * Styles are allowed inline because the control toolkit and the chart library set element styles. A worker is a part of
 * the page's own script; its policy is the page's.
 */
export function pageHtml(page: PageSpec): string {
  const policy = [
    "default-src 'none'",
    `style-src ${page.cspSource} 'unsafe-inline'`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} blob: data:`,
    `script-src 'nonce-${page.nonce}'`,
    'worker-src blob:',
  ].join('; ');
  const styles = page.styleUris.map((uri) => `<link rel="stylesheet" href="${escape(uri)}" />`);
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escape(page.title)}</title>
    ${styles.join('\n    ')}
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${page.nonce}" src="${escape(page.scriptUri)}"></script>
  </body>
</html>
`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
