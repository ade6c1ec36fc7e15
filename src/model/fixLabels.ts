import { type Fix } from '../base/errors';

/** What the button of a way out says; undefined: whoever shows the failure has a button of its own for it. */
export const fixLabels: Readonly<Record<Fix, string | undefined>> = {
  retry: undefined,
  'sign-in-cloud': 'Sign In',
  'sign-in-gitlab': 'Sign In',
  'choose-folder': 'Choose Folder',
  'choose-project': 'Choose Project',
  'open-quotas': 'Open Quotas',
  'open-billing': 'Open Billing',
  'open-settings': 'Open Settings',
  'open-proxy-settings': 'Open Proxy Settings',
  'open-log': undefined,
  'open-terraform': 'Open Terraform Plan',
  'unlock-terraform': 'Unlock…',
  'trust-folder': 'Manage Workspace Trust',
  resume: 'Resume',
};
