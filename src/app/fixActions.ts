import { type Fix } from '../base/errors';
import { type FixActions } from '../host/messages';
import { type CommandId } from '../model/commandIds';
import { billingUrl, quotasUrl } from '../model/consoleLinks';
import { fixLabels } from '../model/fixLabels';
import { type CloudId } from '../model/ids';

/**
 * Each way out with its name and what it does.
 * @param cloudId the cloud that is worked in, where one is chosen
 * @param console address of its web console
 */
export function createFixActions(
  execute: (command: string, ...args: unknown[]) => Promise<unknown>,
  cloudId: () => CloudId | undefined,
  console: () => string,
): FixActions {
  const action = (fix: Fix, run: () => Promise<unknown>) => ({ label: fixLabels[fix] ?? '', run });
  const command = (fix: Fix, id: CommandId) => action(fix, () => execute(id));
  return {
    retry: undefined,
    'sign-in-cloud': command('sign-in-cloud', 'mlops.cloud.signIn'),
    'sign-in-gitlab': command('sign-in-gitlab', 'mlops.gitlab.signIn'),
    'choose-folder': command('choose-folder', 'mlops.cloud.chooseFolder'),
    'choose-project': command('choose-project', 'mlops.gitlab.chooseProject'),
    'open-quotas': action('open-quotas', () =>
      execute('vscode.open', quotasUrl(console(), cloudId())),
    ),
    'open-billing': action('open-billing', () => execute('vscode.open', billingUrl(console()))),
    'open-settings': action('open-settings', () =>
      execute('workbench.action.openSettings', 'mlops.'),
    ),
    'open-proxy-settings': action('open-proxy-settings', () =>
      execute('workbench.action.openSettings', 'http.proxy'),
    ),
    'open-log': undefined,
    'open-terraform': command('open-terraform', 'mlops.terraform.plan'),
    'unlock-terraform': command('unlock-terraform', 'mlops.terraform.unlock'),
    'trust-folder': action('trust-folder', () => execute('workbench.trust.manage')),
    resume: command('resume', 'mlops.environment.resume'),
  };
}
