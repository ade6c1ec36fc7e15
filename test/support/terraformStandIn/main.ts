import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { apply, listenForInterrupts } from './applying';
import { faults } from './faults';
import { endWithParent } from './parent';
import { plan, ready } from './planning';
import { show } from './show';
import { drop, forceUnlock, readState, unlock, writeState } from './state';
import { diagnose } from './words';

async function init(): Promise<number> {
  if (faults.noProvider) {
    process.stderr.write(
      'Error: Failed to query available provider packages\n\nCould not retrieve the list of available versions for provider yandex-cloud/yandex: could not connect to registry.terraform.io\n',
    );
    return 1;
  }
  await mkdir('.terraform', { recursive: true });
  await writeFile(ready, '');
  return 0;
}

async function forget(addresses: readonly string[]): Promise<number> {
  const state = await readState();
  for (const address of addresses) drop(state, address);
  await writeState(state);
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] !== 'version') await appendFile('calls.log', `${args.join(' ')}\n`);
  const positional = args.filter((one) => !one.startsWith('-'));
  const [command = ''] = args;
  switch (command) {
    case 'version':
      process.stdout.write(JSON.stringify({ terraform_version: faults.version ?? '1.11.4' }));
      return 0;
    case 'init':
      return init();
    case 'plan':
      return plan(
        args.find((one) => one.startsWith('-out='))?.slice(5) ?? '',
        args.includes('-destroy'),
      );
    case 'show':
      return show(positional[1] ?? '');
    case 'apply':
      return apply(positional[1] ?? '');
    case 'state':
      return forget(positional.slice(2));
    case 'force-unlock':
      if (await forceUnlock(positional[1] ?? '')) return 0;
      process.stderr.write('Failed to unlock state: LocalState not locked\n');
      return 1;
    default:
      return 1;
  }
}

listenForInterrupts();
endWithParent();
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  diagnose(error instanceof Error ? error.message : String(error), '');
  await unlock();
  process.exit(1);
}
