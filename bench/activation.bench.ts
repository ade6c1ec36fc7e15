import { join } from 'node:path';
import { packageFile } from '../scripts/lib/built.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { startBrowser, startEditor } from '../test/support/editor';
import { openWorkbench, type Workbench } from '../test/support/workbench';
import { type Entry, median } from './entry';

const rounds = 5;
const ours = 'gitlab-mlops.gitlab-mlops';
/** An extension that every VS Code brings along and that is active in each window with a folder. */
const peer = 'vscode.git';

interface Activation {
  readonly load: number;
  readonly call: number;
  readonly finish: number;
}

/** How long the packaged extension takes to activate in a settled window, as VS Code itself reports it. */
export async function measure(): Promise<readonly Entry[]> {
  await using editor = await startEditor({ vsix: packageFile });
  await using browser = await startBrowser();
  const seen: { ours: Activation; peer: Activation }[] = [];
  for (let round = 0; round < rounds; round++) {
    await using workbench = await openWorkbench(browser, editor);
    // Once the peer is active the window has settled, and nothing else competes with our activation.
    await readActivations(workbench, [peer]);
    await workbench.openContainer('GitLab MLOps');
    await workbench.tree('Environment').open();
    const [first, second] = await readActivations(workbench, [ours, peer]);
    if (first && second) seen.push({ ours: first, peer: second });
  }
  const middle = (pick: (one: (typeof seen)[number]) => number): number => median(seen.map(pick));
  const total = ({ load, call, finish }: Activation): number => load + call + finish;
  return [
    entry(
      'activation: load + call + finish',
      middle((one) => total(one.ours)),
      {
        budget: 25,
        peers: { [peer]: middle((one) => total(one.peer)) },
      },
    ),
    entry(
      'activation: loading the module',
      middle((one) => one.ours.load),
    ),
    entry(
      'activation: calling activate',
      middle((one) => one.ours.call),
    ),
    entry(
      'activation: finishing',
      middle((one) => one.ours.finish),
    ),
  ];
}

function entry(name: string, value: number, more: Partial<Entry> = {}): Entry {
  return { name, unit: 'ms', value, ...more };
}

/** Reads the table of `Developer: Startup Performance`, all of it, by way of the clipboard. */
async function readActivations(
  workbench: Workbench,
  ids: readonly string[],
): Promise<readonly Activation[]> {
  const { page } = workbench;
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    await workbench.palette('Developer: Startup Performance');
    await page.locator('.tab.active', { hasText: 'Startup Performance' }).waitFor();
    const lines = page.locator('.editor-group-container.active .view-lines').first();
    await lines.getByText('System Info').first().waitFor();
    await lines.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('ControlOrMeta+c');
    const text = await page.evaluate('navigator.clipboard.readText()');
    const found = parseActivations(typeof text === 'string' ? text : '');
    await workbench.editor.closeAll();
    const wanted = ids.map((id) => found.get(id)).filter((one) => one !== undefined);
    if (wanted.length === ids.length) return wanted;
  }
  await page.screenshot({ path: join(root, 'out/bench-activation-failed.png') });
  throw new Error(`VS Code's startup report does not list ${ids.join(' and ')}.`);
}

/** Rows look like `| id | eager | load | call | finish | event | by |`, times in ms. */
function parseActivations(report: string): Map<string, Activation> {
  const found = new Map<string, Activation>();
  for (const line of report.split('\n')) {
    const [, id = '', , load, call, finish] = line.split('|').map((cell) => cell.trim());
    if (id !== ours && id !== peer) continue;
    found.set(id, { load: Number(load), call: Number(call), finish: Number(finish) });
  }
  return found;
}
