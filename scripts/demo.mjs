// @ts-check
/**
 * From a fresh clone to a usable editor: `npm run demo`.
 * Imports nothing from node_modules, because it is what fills it.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureDependencies, ensurePackaged, packageFile } from './lib/built.mjs';
import { findDesktop, openDesktop } from './lib/desktop.mjs';
import { ensureEditor, newestEditor } from './lib/editor.mjs';
import { Lifetime, untilTold } from './lib/lifetime.mjs';
import { openBrowser } from './lib/openBrowser.mjs';
import { cacheFolder, root } from './lib/paths.mjs';
import { Problem, sayWhy } from './lib/problem.mjs';
import { run } from './lib/processes.mjs';
import { oauthRedirect, sandboxSettings, startSandboxProcess } from './lib/sandboxProcess.mjs';
import { installExtension, startServer } from './lib/server.mjs';
import { ensureSshd } from './lib/sshd.mjs';
import { elapsed, step, strong, tell } from './lib/steps.mjs';
import { cloneSampleRepository } from './lib/workspace.mjs';

const help = `npm run demo -- [options]

  --port N      port of the editor (any free one without it)
  --speed N     how many times faster than in the real cloud things go (60)
  --keep        keep the state, and go on with it at the next start with --keep
  --desktop     use an installed VS Code instead of one in the browser
  --no-open     do not open a browser
`;

/** @typedef {{ port: number, speed: string, keep: boolean, desktop: boolean, open: boolean }} Options */

/** @returns {Options | undefined} */
function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      speed: { type: 'string', default: '60' },
      keep: { type: 'boolean', default: false },
      desktop: { type: 'boolean', default: false },
      'no-open': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Problem(`--port takes a port number, not "${values.port}".`);
  }
  if (!(Number(values.speed) > 0)) {
    throw new Problem(`--speed takes a number above 0, not "${values.speed}".`);
  }
  const { speed, keep, desktop } = values;
  return { port, speed, keep, desktop, open: !values['no-open'] };
}

/** @param {Options} options @param {Lifetime} life @param {AbortSignal} signal */
async function demo(options, life, signal) {
  await checkPrograms();
  if (options.desktop) findDesktop();
  const home = options.keep
    ? join(cacheFolder(), 'demo')
    : life.ownFolder(await mkdtemp(join(tmpdir(), 'mlops-demo-')));
  await mkdir(home, { recursive: true });
  const workspace = join(home, 'credit-scoring');

  const sshd = step('SSH server for the machines', (progress) => ensureSshd({ progress, signal }), {
    detail: (found) => (found.ok ? 'here' : found.reason),
  });
  const editor = options.desktop
    ? undefined
    : step(`VS Code ${newestEditor}`, (progress) =>
        ensureEditor(newestEditor, { progress, signal }),
      );
  // A failure of one must not leave the other's unheard while it is still awaited.
  const waiting = [sshd, editor].map((promise) => promise?.catch(() => undefined));

  await step('Dependencies', (progress) => ensureDependencies(progress, signal), {
    detail: String,
  });
  await step('Extension', (progress) => ensureBuilt(progress, signal), { detail: String });
  await Promise.all(waiting);
  const [sandbox] = await Promise.all([
    step('Sandbox: a cloud and a GitLab on this machine', async () => {
      const state = ['--state', join(home, 'sandbox'), '--sample', join(root, 'sample')];
      const args = [...state, '--history', '--speed', options.speed];
      args.push('--oauth-redirect', oauthRedirect);
      const started = await startSandboxProcess({ args, env: life.env, signal });
      return life.own(started, (one) => one.stop());
    }),
    step('Package', (progress) => ensurePackaged(progress, signal), { detail: String }),
  ]);
  const { cloud, gitlab } = sandbox.address;
  await step('Sample project', () =>
    cloneSampleRepository(workspace, {
      url: `${gitlab.url}/${gitlab.group}/credit-scoring.git`,
      origin: new URL(gitlab.url).origin,
      caFile: cloud.ca,
      signal,
    }),
  );
  const settings = { ...sandboxSettings(sandbox.address), 'workbench.startupEditor': 'readme' };
  for (const note of sandbox.address.notes) tell(`  ! ${note}`);

  if (options.desktop) {
    const env = { ...process.env, ...life.env };
    const { closed } = await step('Desktop VS Code', () =>
      openDesktop({ home, workspace, vsix: packageFile, settings, env, signal }),
    );
    sayReady(sandbox.address, home, options);
    return [closed, sandbox.exited.then(sandboxEnded)];
  }

  const found = await /** @type {Promise<import('./lib/editor.mjs').Editor>} */ (editor);
  await step('Extension into the editor', () => installExtension(found, home, packageFile, signal));
  const token = randomBytes(16).toString('hex');
  const server = await step('Editor', () =>
    startServer({
      editor: found,
      home,
      settings,
      port: options.port,
      token,
      env: life.env,
      signal,
    }),
  );
  life.own(server, (one) => one.stop());
  const url = server.url(workspace);
  sayReady(sandbox.address, home, options, url);
  if (options.open) await openBrowser(url);
  return [server.exited.then(editorEnded), sandbox.exited.then(sandboxEnded)];
}

/** @param {number} code */
function editorEnded(code) {
  throw new Problem(`The editor ended by itself (exit code ${code}).`);
}

/** @param {number} code */
function sandboxEnded(code) {
  throw new Problem(`The sandbox ended by itself (exit code ${code}).`);
}

async function checkPrograms() {
  const needed = [
    { command: 'git', why: 'the sandbox keeps repositories with it' },
    { command: 'python3', why: 'the sample project trains with it' },
  ];
  for (const { command, why } of needed) {
    const { code } = await run(command, ['--version']).catch(() => ({ code: 1 }));
    if (code === 0) continue;
    throw new Problem(`"${command}" is not on the path; ${why}. Install it and start again.`);
  }
}

/**
 * @param {import('./lib/sandboxProcess.mjs').SandboxAddress} address @param {string} home @param {Options} options
 * @param {string} [url]
 */
function sayReady(address, home, options, url) {
  tell('');
  tell(`Ready after ${elapsed()}.`);
  tell(`Tokens to sign in with, and the mail of the sandbox: ${address.mailbox}`);
  tell('');
  tell('  1. Open GitLab MLOps, the curve in the activity bar.');
  tell('  2. Sign in to GitLab: its project has two hundred runs to compare and promote.');
  tell('  3. Sign in to Yandex Cloud: plan an environment, read its price, create and destroy it.');
  tell('');
  if (options.keep) tell(`State is kept in ${home}`);
  tell('Ctrl-C ends everything.');
  if (url) tell(`\n  ${strong(url)}\n`);
}

async function main() {
  const options = readOptions();
  if (!options) {
    tell(help);
    return 0;
  }
  const signal = untilTold();
  const life = new Lifetime();
  try {
    const ends = await demo(options, life, signal);
    const told = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await Promise.race([...ends, signal.aborted ? undefined : told]);
    return 0;
  } catch (error) {
    if (signal.aborted) return 130;
    process.stderr.write(`\n${sayWhy(error)}\n`);
    return 1;
  } finally {
    if (signal.aborted) tell('\nEnding everything…');
    await life.end();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
// Pipes to processes that are gone must not keep this one.
process.exit();
