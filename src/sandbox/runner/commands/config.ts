import { type Flags, type FlagSpec } from '../commandLine';
import { defaultConfigPath } from '../configFile';

export const configFlag: FlagSpec = { name: 'config', short: 'c', env: 'CONFIG_FILE' };

export function configPathOf(flags: Flags, env: NodeJS.ProcessEnv): string {
  return flags.text('config') ?? defaultConfigPath(env);
}
