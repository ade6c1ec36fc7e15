import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../../scripts/lib/cache.mjs';
import { mustRun, npm, plainEnv } from '../../scripts/lib/processes.mjs';
import { BenchSkipped } from '../entry';

/** Libraries that others build such pages with: measured beside ours, no part of the product. */
const pinned = {
  'ag-grid-community': '36.2.0',
  'plotly.js-dist-min': '4.1.2',
  'chart.js': '4.6.1',
  echarts: '6.1.0',
  vega: '6.4.0',
  'vega-lite': '6.5.0',
} as const;

const scripts = {
  agGrid: ['ag-grid-community/dist/ag-grid-community.min.js'],
  plotly: ['plotly.js-dist-min/plotly.min.js'],
  echarts: ['echarts/dist/echarts.min.js'],
  chartJs: ['chart.js/dist/chart.umd.min.js'],
  vega: ['vega/build/vega.min.js', 'vega-lite/build/vega-lite.min.js'],
} as const;

export type Peer = keyof typeof scripts;

/**
 * The library's own production build, from a folder outside of the project that npm fills once.
 * @returns script files, in the order in which a page needs them
 * @throws BenchSkipped when npm cannot bring them
 */
export async function peerScripts(peer: Peer): Promise<string[]> {
  const folder = await peersFolder();
  return scripts[peer].map((file) => join(folder, 'node_modules', file));
}

async function peersFolder(): Promise<string> {
  const packages = Object.entries(pinned).map(([name, version]) => `${name}@${version}`);
  try {
    return await cached({
      name: 'bench-peers',
      recipe: packages.join(' '),
      make: async (folder) => {
        await writeFile(join(folder, 'package.json'), '{"private":true}');
        const quiet = ['--save-exact', '--ignore-scripts', '--no-audit', '--no-fund'];
        const [command, args] = npm(['install', ...packages, ...quiet]);
        const what = 'Fetching the libraries to compare with';
        await mustRun(command, args, { cwd: folder, what, env: plainEnv() });
      },
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BenchSkipped(`The libraries to compare with could not be fetched: ${why}`);
  }
}
