// @ts-check
import { spawn } from 'node:child_process';

/**
 * Opens an address in the user's browser where there is one.
 * @param {string} url @returns {Promise<boolean>}
 */
export function openBrowser(url) {
  const { env, platform } = process;
  const headless = platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY;
  if (env.CI || headless) return Promise.resolve(false);
  const [command, args] =
    platform === 'darwin'
      ? ['open', [url]]
      : platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
