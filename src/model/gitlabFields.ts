import { type Blueprint, gitlabPresets } from './blueprint';
import { type BlueprintField, type NumberOf, type TextOf } from './blueprintField';

export const gitlabFields: readonly BlueprintField[] = [
  gitlabText('domainPrefix', 'Domain prefix', 'First part of `<prefix>.gitlab.yandexcloud.net`.'),
  gitlabText('adminLogin', 'Administrator', 'Login of GitLab’s first administrator: yours.'),
  gitlabText('adminEmail', 'E-mail', 'Your mailbox: GitLab sends the activation link there.'),
  {
    ...gitlabText('preset', 'Size', 'Can be made larger later, never smaller.'),
    choices: () =>
      Object.entries(gitlabPresets).map(([text, { cores, memoryGb }]) => ({
        text,
        label: text,
        detail: `${cores} vCPU, ${memoryGb} GB of memory`,
      })),
  },
  gitlabNumber('diskGb', 'Disk, GB', '30 to 500. Can grow later, never shrink.'),
  gitlabNumber('backupDays', 'Backups kept, days', '7 to 60. Cannot be changed later.'),
  {
    ...gitlabText('approvalRules', 'Approval rules', 'Who has to approve merge requests.'),
    choices: () => [
      { text: 'NONE', label: 'NONE', detail: 'No rules' },
      { text: 'BASIC', label: 'BASIC', detail: 'Costs the same as none' },
      { text: 'STANDARD', label: 'STANDARD', detail: 'Cores and memory cost more' },
      { text: 'ADVANCED', label: 'ADVANCED', detail: 'Cores and memory cost most' },
    ],
  },
  {
    id: 'gitlab.deletionProtection',
    group: 'gitlab',
    title: 'Deletion protection',
    about: 'Destroying then asks to take it off first.',
    type: 'flag',
    read: ({ gitlab }) => String(gitlab.deletionProtection),
    write: (blueprint, text) => ({
      ...blueprint,
      gitlab: { ...blueprint.gitlab, deletionProtection: text === 'true' },
    }),
  },
  { ...gitlabText('name', 'GitLab instance', 'Its name in the cloud.'), group: 'names' },
];

function gitlabText(
  key: TextOf<Blueprint['gitlab']>,
  title: string,
  about: string,
): BlueprintField {
  return {
    id: `gitlab.${key}`,
    group: 'gitlab',
    title,
    about,
    type: 'text',
    read: ({ gitlab }) => gitlab[key],
    write: (blueprint, text) => ({ ...blueprint, gitlab: { ...blueprint.gitlab, [key]: text } }),
  };
}

function gitlabNumber(
  key: NumberOf<Blueprint['gitlab']>,
  title: string,
  about: string,
): BlueprintField {
  return {
    id: `gitlab.${key}`,
    group: 'gitlab',
    title,
    about,
    type: 'number',
    read: ({ gitlab }) => String(gitlab[key]),
    write: (blueprint, text) => ({
      ...blueprint,
      gitlab: { ...blueprint.gitlab, [key]: Number(text) },
    }),
  };
}
