import { type CommandId } from '../model/commandIds';
import { type FixActions } from '../host/messages';

/** What a way out is called and which command it is. */
export function createFixActions(
  execute: (command: string, ...args: unknown[]) => Promise<unknown>,
): FixActions {
  const command = (label: string, id: CommandId) => ({ label, run: () => execute(id) });
  return {
    retry: undefined,
    'sign-in-cloud': command('Sign In', 'mlops.cloud.signIn'),
    'sign-in-gitlab': command('Sign In', 'mlops.gitlab.signIn'),
    'choose-folder': command('Choose Folder', 'mlops.cloud.chooseFolder'),
    'choose-project': command('Choose Project', 'mlops.gitlab.chooseProject'),
    'open-quotas': {
      label: 'Open Quotas',
      run: () => execute('vscode.open', 'https://console.yandex.cloud/cloud?section=quotas'),
    },
    'open-billing': {
      label: 'Open Billing',
      run: () => execute('vscode.open', 'https://center.yandex.cloud/billing/accounts'),
    },
    'open-settings': {
      label: 'Open Settings',
      run: () => execute('workbench.action.openSettings', 'mlops.'),
    },
    'open-proxy-settings': {
      label: 'Open Proxy Settings',
      run: () => execute('workbench.action.openSettings', 'http.proxy'),
    },
    'open-log': undefined,
    'open-terraform': command('Open Terraform Plan', 'mlops.terraform.plan'),
    'unlock-terraform': command('Unlock…', 'mlops.terraform.unlock'),
    'trust-folder': {
      label: 'Manage Workspace Trust',
      run: () => execute('workbench.trust.manage'),
    },
    resume: command('Resume', 'mlops.environment.resume'),
  };
}
