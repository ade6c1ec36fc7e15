import { type MachineHost } from '../../src/sandbox/ports';

const serial = [
  'ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
  `ec2: 256 SHA256:${'k'.repeat(43)} root@vm-mlops (ED25519)`,
  'ec2: -----END SSH HOST KEY FINGERPRINTS-----',
].join('\n');

/** Machines without a system behind them; their consoles show host keys as soon as they run. */
export const machinesWithKeys: MachineHost = {
  available: { ok: true },
  boot: () => Promise.resolve({ port: 22, serialOutput: () => serial }),
  halt: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};
