import { errorText } from '../base/errors';
import { redact } from '../base/secret';
import { type Host } from '../host/host';

const help =
  'https://code.visualstudio.com/docs/configure/settings-sync#_troubleshooting-keychain-issues';

/** Says plainly, once, that sign-ins will not outlive the window. */
export function sayNoKeychain({ ui, log }: Pick<Host, 'ui' | 'log'>, error: unknown): void {
  log.info(`VS Code's secret storage does not work here: ${redact(errorText(error))}`);
  ui.warn(
    'This system has no keychain that VS Code can use. Sign-ins are kept in memory until this window closes; nothing of them is written to disk.',
    { label: 'How to Set One Up', run: () => ui.openExternal(help) },
  );
}
