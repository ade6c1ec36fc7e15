import { defaultBlueprint } from '../model/blueprint';
import { blueprintFields } from '../model/blueprintFields';
import { type FieldSetting, settingOf } from '../model/blueprintSettings';
import { type CloudId, type FolderId } from '../model/ids';

/** What is asked from the user or read from the computer has no default of its own. */
const base = defaultBlueprint({
  stackId: '',
  cloudId: '' as CloudId,
  folderId: '' as FolderId,
  adminLogin: '',
  adminEmail: '',
  domainPrefix: '',
  allowedCidrs: [],
  login: '',
  sshPublicKey: '',
});

/** One setting for each value of a new environment: the wizard begins with them. */
export function blueprintConfiguration(): object {
  return {
    title: 'New environments',
    properties: Object.fromEntries(
      blueprintFields.map((field) => {
        const setting = settingOf(field, base);
        return [
          `mlops.blueprint.${field.id}`,
          {
            ...typeOf(setting),
            default: setting.default,
            scope: 'window',
            markdownDescription: `${field.title}. ${field.about}`,
          },
        ];
      }),
    ),
  };
}

function typeOf({ default: usual, choices }: FieldSetting): object {
  if (typeof usual === 'object') return { type: 'array', items: { type: 'string' } };
  return { type: typeof usual, ...(choices && { enum: choices }) };
}
