import { AppError, isAppError } from '../base/errors';
import { type MachineAccess, type MachineAddress } from '../model/ports/machine';
import { fingerprint } from './hostKey';
import { hostKeysFromSerial } from './hostKeysFromSerial';
import { ensureKeyPair } from './keys';
import { type Hop, preflight } from './preflight';
import { installRunner } from './runnerInstall';
import { connect, type SshSession } from './session';
import { createSshFiles, type SshFiles } from './sshFiles';
import { type HostTrust, type SshTarget } from './target';

const comment = 'gitlab-mlops';

/** @param home the user's home folder */
export function createMachineAccess(home: string): MachineAccess {
  const files = createSshFiles(home);

  const target = async (machine: MachineAddress, signal: AbortSignal): Promise<SshTarget> => {
    if (machine.host === undefined) {
      throw new AppError(
        'unreachable',
        `"${machine.name}" has no public address. Start the machine, or give it one in the console.`,
        { code: 'no-address' },
      );
    }
    const { privateKey } = await ensureKeyPair(files.identityFile, comment, signal);
    return {
      name: machine.name,
      host: machine.host,
      port: machine.port,
      user: machine.user,
      privateKey,
      trust: await trustIn(machine, files, signal),
    };
  };

  /** Connects, and pins the key that was shown and believed. */
  const open = async (machine: MachineAddress, signal: AbortSignal): Promise<SshSession> => {
    const to = await target(machine, signal);
    const session = await connect(to, signal);
    try {
      const pinned = await files.pinned(keyName(machine), keyPort);
      if (pinned.length === 0) {
        await files.pin(keyName(machine), keyPort, [session.hostKey], signal);
      }
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  };

  return {
    async publicKey(signal) {
      return (await ensureKeyPair(files.identityFile, comment, signal)).publicLine;
    },
    async check(machine, report, signal) {
      const results = await preflight(
        await target(machine, signal),
        { onHop: (hop) => report(hop.ok ? `${hop.hop}: ${hop.detail}` : `${hop.hop} fails`) },
        signal,
      );
      const failed = results.find((result) => !result.ok && isNeeded(result.hop));
      if (failed && !failed.ok) throw atHop(failed.hop, failed.error);
    },
    async makeAlias(machine, signal) {
      (await open(machine, signal)).dispose();
      await files.addHost(
        {
          alias: machine.name,
          hostName: machine.host ?? '',
          port: machine.port,
          user: machine.user,
          hostKeyAlias: keyName(machine),
        },
        signal,
      );
      return { alias: machine.name, configFile: files.configFile };
    },
    async moveAlias(name, host, signal) {
      const aliases = await files.aliases();
      if (aliases.includes(name)) await files.moveHost(name, host, signal);
    },
    async removeAlias(name, signal) {
      const aliases = await files.aliases();
      if (aliases.includes(name)) await files.removeHost(name, signal);
    },
    async installRunner(machine, runner, report, signal) {
      const session = await open(machine, signal);
      try {
        return await installRunner(session, { ...runner, url: runner.gitlabUrl }, report, signal);
      } finally {
        session.dispose();
      }
    },
  };
}

/** Missing programs are told where they are needed. */
function isNeeded(hop: string): boolean {
  return hop !== 'git' && hop !== 'python3';
}

function atHop(hop: Hop, error: AppError): AppError {
  const { cause, code, detail, fix } = error;
  const message = `${error.message} The way to it ends at “${hop}”.`;
  return new AppError(error.kind, message, { cause, code, detail, fix });
}

/** Keys are kept by the machine's id. A name without an address has no port in `known_hosts`, as for port 22. */
function keyName(machine: MachineAddress): string {
  return `mlops-${machine.id}`;
}
const keyPort = 22;

/**
 * Whom to believe. The serial console comes to us through the cloud's own API, so it is believed over what was
 * pinned before. A machine prints its keys at its first start only: afterwards the pinned ones count.
 */
async function trustIn(
  machine: MachineAddress,
  files: SshFiles,
  signal: AbortSignal,
): Promise<HostTrust> {
  const name = keyName(machine);
  const pinned = await files.pinned(name, keyPort);
  const serial = hostKeysFromSerial(await readSerial(machine, signal));
  if (serial) {
    const known = pinned.filter((key) => serial.fingerprints.includes(fingerprint(key)));
    if (known.length > 0) return { kind: 'keys', keys: known };
    if (pinned.length > 0) await files.forget(name, keyPort, signal);
    if (serial.keys.length > 0) {
      await files.pin(name, keyPort, serial.keys, signal);
      return { kind: 'keys', keys: serial.keys };
    }
    return { kind: 'fingerprints', fingerprints: serial.fingerprints };
  }
  if (pinned.length > 0) return { kind: 'keys', keys: pinned };
  throw new AppError(
    'conflict',
    `The serial console of "${machine.name}" shows no SSH host key yet, so nobody can tell whether the machine is the right one. Wait until it has started and try again.`,
    { code: 'no-host-key', fix: 'retry' },
  );
}

/** A console that cannot be read says nothing; keys that were pinned before still hold. */
async function readSerial(machine: MachineAddress, signal: AbortSignal): Promise<string> {
  try {
    return await machine.serial(signal);
  } catch (error) {
    if (isAppError(error, 'forbidden', 'not-found', 'conflict', 'unreachable')) return '';
    throw error;
  }
}
