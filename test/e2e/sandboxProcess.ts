import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/paths.mjs';

export interface SandboxAddress {
  readonly cloud: { readonly endpoint: string; readonly ca: string; readonly iamToken: string };
  readonly gitlab: { readonly url: string; readonly token: string; readonly group: string };
  readonly mailbox: string;
  readonly sshPort: number | undefined;
  readonly notes: readonly string[];
}

export interface RunningSandbox extends AsyncDisposable {
  readonly address: SandboxAddress;
  /** Calls that cloud and GitLab have answered so far. */
  requests(): Promise<number>;
  /** Those to GitLab alone. */
  gitlabRequests(): Promise<number>;
}

/**
 * The bundled sandbox as its own process, as the demo starts it.
 * @param flags such as `--history`: weeks of work in the sample project
 */
export async function startSandboxProcess(
  speed: number,
  ...flags: readonly string[]
): Promise<RunningSandbox> {
  const program = join(root, 'dist/sandbox.js');
  const sample = join(root, 'sample');
  const child = spawn(
    process.execPath,
    [program, '--speed', String(speed), '--sample', sample, ...flags],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const address = JSON.parse(line) as SandboxAddress;
  const counts = async (): Promise<{ cloud: number; gitlab: number }> => {
    const answer = await fetch(new URL('requests.json', address.mailbox));
    return (await answer.json()) as { cloud: number; gitlab: number };
  };
  return {
    address,
    async requests() {
      const { cloud, gitlab } = await counts();
      return cloud + gitlab;
    },
    gitlabRequests: async () => (await counts()).gitlab,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}
