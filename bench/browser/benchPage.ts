import { build } from 'esbuild';
import { join } from 'node:path';
import { type Browser, type CDPSession, type Page } from 'playwright-core';
import { root } from '../../scripts/lib/paths.mjs';
import { workers } from '../../scripts/lib/workers.mjs';

/** An empty page in its own context with some scripts in it. */
export async function openBenchPage(
  browser: Browser,
  scripts: readonly ({ readonly path: string } | { readonly content: string })[],
  styles: readonly string[] = [],
): Promise<Page & AsyncDisposable> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.setContent('<!doctype html><body style="margin:0"><div id="app"></div></body>');
  for (const content of styles.filter((style) => style !== '')) await page.addStyleTag({ content });
  for (const script of scripts) await page.addScriptTag(script);
  return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() });
}

/** A module for the page, bundled as our own pages are, and the styles that it imports. */
export async function bundlePage(file: string): Promise<{ script: string; style: string }> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'bench/browser/page', file)],
    outdir: 'page',
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    target: 'chrome130',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    absWorkingDir: root,
    plugins: [workers({ minify: true, target: 'chrome130', absWorkingDir: root })],
  });
  const textOf = (end: string): string =>
    outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}

/** What a page costs, as its browser counts it. */
export class PageMeter {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<PageMeter> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new PageMeter(session);
  }

  /** Time that the page's main thread has used up so far, ms: scripts, styles, layout and painting. */
  async work(): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1_000;
  }

  /** Bytes of scripts' objects, of the browser's own objects behind them and of typed arrays, after collections. */
  async heap(): Promise<number> {
    for (let round = 0; round < 3; round++) await this.session.send('HeapProfiler.collectGarbage');
    const usage: Readonly<Record<string, unknown>> =
      await this.session.send('Runtime.getHeapUsage');
    const parts = ['usedSize', 'embedderHeapUsedSize', 'backingStorageSize'];
    return parts.reduce((sum, part) => sum + Number(usage[part] ?? NaN), 0);
  }
}
