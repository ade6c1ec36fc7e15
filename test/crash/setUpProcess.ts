import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../src/base/errors';
import { never } from '../../src/base/wait';
import { ensureCertificates } from '../../src/sandbox/certificates';
import { type SandboxGitLab, startGitLab } from '../../src/sandbox/gitlab/server';
import { createMachineHost, type OwnedMachineHost } from '../../src/sandbox/machine/host';
import { machineFolder } from '../../src/sandbox/machine/folder';
import { readConfigFile } from '../../src/sandbox/runner/configFile';
import { type SetUpAddress, type SetUpOrder } from './protocol';
import { setUpSight } from './setUpSight';

const machine = { id: 'machine-of-ours', name: 'vm-mlops', user: 'anna' };
const address = '127.64.7.1';

interface Place extends AsyncDisposable {
  readonly gitlab: SandboxGitLab;
  readonly at: SetUpAddress;
  readonly runnerConfig: string;
}

/** A simulated GitLab and a real machine, in a process of their own. Arguments: a folder, the program gitlab-runner. */
async function main(): Promise<void> {
  const [folder = '', runnerProgram = ''] = process.argv.slice(2);
  let place: Place | undefined;
  let count = 0;

  const obey = async (order: SetUpOrder): Promise<unknown> => {
    switch (order.do) {
      case 'begin':
        await place?.[Symbol.asyncDispose]();
        place = await openPlace(join(folder, String(count++)), runnerProgram, order.publicKey);
        return place.at;
      case 'look': {
        if (!place) throw new Error('Nothing was begun.');
        const { runners } = await readConfigFile(place.runnerConfig);
        return setUpSight(place.gitlab, runners, place.gitlab.context.crashes.map(errorText));
      }
      case 'end':
        await place?.[Symbol.asyncDispose]();
        process.disconnect();
        return undefined;
    }
  };
  process.on('message', (order: SetUpOrder) => {
    void obey(order).then((answer) => process.connected && process.send?.({ answer }));
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ answer: undefined });
}

async function openPlace(folder: string, runnerProgram: string, publicKey: string): Promise<Place> {
  await mkdir(join(folder, 'sample'), { recursive: true });
  await writeFile(join(folder, 'sample/train.py'), 'RANDOM_SEED = 42\n');
  const tls = await ensureCertificates(join(folder, '../tls'));
  const gitlab = await startGitLab({
    folder: join(folder, 'gitlab'),
    tls,
    seedProjectFolder: join(folder, 'sample'),
  });
  const machines = join(folder, 'machines');
  const host = await createMachineHost({ folder: machines, caFile: tls.caFile, runnerProgram });
  const serial = await bootMachine(host, publicKey);
  return {
    gitlab,
    runnerConfig: machineFolder(join(machines, machine.id)).runnerConfig,
    at: {
      url: gitlab.url,
      ca: tls.ca,
      token: gitlab.tokens['anna']?.reveal() ?? '',
      importUrl: `${gitlab.url}/mlops/credit-scoring.git`,
      machine: { ...machine, host: address, port: host.port, serial },
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await gitlab[Symbol.asyncDispose]();
    },
  };
}

/** @returns what its console shows once the host keys are on it */
async function bootMachine(host: OwnedMachineHost, publicKey: string): Promise<string> {
  const user = [
    '#cloud-config',
    'users:',
    `  - name: ${machine.user}`,
    '    ssh_authorized_keys:',
    `      - ${publicKey}`,
  ];
  const metadata = { 'user-data': `${user.join('\n')}\n` };
  const { id, name } = machine;
  const running = await host.boot({ id, name, metadata, address }, never);
  while (!running.serialOutput().includes('END SSH HOST KEY KEYS')) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return running.serialOutput();
}

void main();
