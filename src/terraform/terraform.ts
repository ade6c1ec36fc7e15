import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../base/errors';
import { never } from '../base/wait';
import {
  type OnTerraformEvent,
  type Terraform,
  type TerraformPlace,
  type TerraformProgram,
} from '../model/ports/terraform';
import { type Diagnostic } from '../model/terraform/events';
import { type ProxySettings } from '../model/proxy';
import { proxyForPrograms } from '../model/proxyForPrograms';
import { notTrusted } from '../model/trust';
import { followApplying, startApplying } from './applying';
import { scrubber, terraformEnvironment } from './environment';
import { parseEvent } from './events';
import { failure, type Failed, needsInit } from './failures';
import { parsePlanFile } from './planFile';
import { run } from './process';
import { findProgram } from './program';

export interface TerraformNeeds {
  /** Path or name of the program; empty: found in the PATH. */
  readonly setting: () => string;
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly proxy: () => ProxySettings;
  /** Nothing is run in a folder that is not trusted: a configuration runs what it says. */
  readonly trusted: () => boolean;
  /** Lines for the log, without secrets. */
  readonly log: (text: string) => void;
}

const minute = 60_000;
/** Of a state that somebody else works on for a moment. */
const lockTimeout = '-lock-timeout=20s';

export function createTerraform(needs: TerraformNeeds): Terraform {
  const { inherited, log } = needs;
  const environment = (place: TerraformPlace | undefined): Record<string, string> =>
    terraformEnvironment(inherited, proxyForPrograms(needs.proxy()), place);
  const scrubbing = (place: TerraformPlace | undefined): ((text: string) => string) =>
    scrubber(proxyForPrograms(needs.proxy()), place);
  const program = async (signal: AbortSignal): Promise<TerraformProgram> => {
    if (!needs.trusted()) throw notTrusted();
    return findProgram(needs.setting(), environment(undefined), signal);
  };

  /** @returns standard output, whole */
  const ran = async (
    place: TerraformPlace,
    args: readonly string[],
    on: OnTerraformEvent | undefined,
    signal: AbortSignal,
  ): Promise<{ stdout: string; failed: Failed | undefined }> => {
    const { path } = await program(signal);
    const scrub = scrubbing(place);
    const diagnostics: Diagnostic[] = [];
    const begun = Date.now();
    const { code, stdout, stderr } = await run(
      {
        program: path,
        args,
        cwd: place.folder,
        env: environment(place),
        deadlineMs: 15 * minute,
        onLine:
          on &&
          ((line) => {
            const event = parseEvent(scrub(line));
            if (event?.kind === 'diagnostic') diagnostics.push(event);
            if (event) on(event);
          }),
      },
      signal,
    );
    log(`terraform ${args.join(' ')} in ${place.folder}: ${code} after ${Date.now() - begun} ms`);
    if (code === 0) return { stdout, failed: undefined };
    const [command = ''] = args;
    const text = scrub(`${on ? '' : stdout}\n${stderr}`).trim();
    return { stdout, failed: { command, diagnostics, text, code } };
  };

  const plain = async (
    place: TerraformPlace,
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<string> => {
    const { stdout, failed } = await ran(place, args, undefined, signal);
    if (failed) throw failure(failed);
    return stdout;
  };

  const init = async (place: TerraformPlace, on: OnTerraformEvent, signal: AbortSignal) => {
    on({ kind: 'log', text: 'getting the provider ready' });
    await plain(place, ['init', '-input=false', '-no-color', lockTimeout], signal);
  };

  return {
    program,
    async plan(place, { file, destroy }, on, signal) {
      await readable(place.folder);
      if (!(await there(join(place.folder, '.terraform')))) await init(place, on, signal);
      const args = [
        'plan',
        ...(destroy ? ['-destroy'] : []),
        '-json',
        '-input=false',
        '-no-color',
        lockTimeout,
        `-out=${file}`,
      ];
      let { failed } = await ran(place, args, on, signal);
      if (failed && needsInit(failed)) {
        await init(place, on, signal);
        ({ failed } = await ran(place, args, on, signal));
      }
      if (failed) throw failure(failed);
      // It holds the values of all variables.
      await chmod(file, 0o600);
    },
    async show(place, file, signal) {
      return parsePlanFile(await plain(place, ['show', '-json', '-no-color', file], signal));
    },
    async apply(place, { file, log: printed }, on) {
      const { path } = await program(never);
      const args = ['apply', '-json', '-input=false', '-no-color', lockTimeout, file];
      log(`terraform ${args.join(' ')} in ${place.folder}`);
      return startApplying(
        {
          program: path,
          args,
          cwd: place.folder,
          env: environment(place),
          log: printed,
          scrub: scrubbing(place),
        },
        on,
      );
    },
    follow: (started, on) => followApplying(started, scrubbing(undefined), on),
    async forget(place, addresses, signal) {
      if (addresses.length === 0) return;
      await plain(place, ['state', 'rm', lockTimeout, ...addresses], signal);
    },
    async unlock(place, lockId, signal) {
      if (!/^[\w./-]+$/.test(lockId) || lockId.startsWith('-')) {
        throw new AppError('invalid', `“${lockId}” is not the id of a lock.`);
      }
      await plain(place, ['force-unlock', '-force', lockId], signal);
    },
  };
}

async function readable(folder: string): Promise<void> {
  if (await there(folder)) return;
  throw new AppError(
    'not-found',
    `The folder “${folder}” with the Terraform configuration is not there. Choose another, or export the configuration again.`,
    { fix: 'open-terraform' },
  );
}

function there(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
