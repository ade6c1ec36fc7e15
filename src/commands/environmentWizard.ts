import { type Ui, type WizardStep } from '../host/ui';
import { isEverybody } from '../model/cidr';
import { type Blueprint, defaultBlueprint } from '../model/blueprint';
import { blueprintFields } from '../model/blueprintFields';
import { type BlueprintField } from '../model/blueprintField';
import { withSettings } from '../model/blueprintSettings';
import { type CloudTarget } from '../model/environment';
import { askField, type LiveCheck, review } from './blueprintQuestions';

export interface WizardNeeds {
  readonly ui: Ui;
  /** One line; made when there is none yet. */
  readonly sshPublicKey: (signal: AbortSignal) => Promise<string>;
  /** The name to log in with on machines, such as the one used here. */
  readonly login: () => string;
  /** This computer's address as others see it; undefined when nobody is asked for it. */
  readonly ownAddress: (signal: AbortSignal) => Promise<string | undefined>;
  /** Everything below `mlops.blueprint` in the settings. */
  readonly blueprintSettings: () => unknown;
  /** Why a domain is not to be had; undefined when nothing is known against it. */
  readonly domainTaken: (prefix: string, signal: AbortSignal) => Promise<string | undefined>;
}

interface Answers {
  readonly blueprint: Blueprint;
  readonly ownAddress: string | undefined;
  /** Agreed that everybody may connect. */
  readonly toAll: boolean;
}

/** Asks for what nobody can guess, then shows all the rest on one page, where everything can be changed. */
export async function askBlueprint(
  needs: WizardNeeds,
  target: CloudTarget,
): Promise<Blueprint | undefined> {
  const { ui } = needs;
  const sshPublicKey = await ui.progress({
    title: 'Preparing an SSH key…',
    place: 'window',
    run: (_report, signal) => needs.sshPublicKey(signal),
  });
  const ownAddress = await ui.progress({
    title: 'Looking for your address…',
    place: 'window',
    run: (_report, signal) => needs.ownAddress(signal),
  });
  const blueprint = firstBlueprint(needs, target, sshPublicKey);
  const live = liveCheck(needs);
  const answers = await ui.wizard<Answers>('Environment', { blueprint, ownAddress, toAll: false }, [
    nameStep(live),
    fieldStep('gitlab.adminEmail'),
    allowedStep,
    everybodyStep,
    reviewStep(live),
    everybodyStep,
  ]);
  return answers?.blueprint;
}

/** The same page again for a blueprint whose plan was read. */
export async function changeBlueprint(
  needs: WizardNeeds,
  blueprint: Blueprint,
): Promise<Blueprint | undefined> {
  const answers = await needs.ui.wizard<Answers>(
    'Environment',
    { blueprint, ownAddress: undefined, toAll: false },
    [reviewStep(liveCheck(needs)), everybodyStep],
  );
  return answers?.blueprint;
}

function firstBlueprint(needs: WizardNeeds, target: CloudTarget, sshPublicKey: string): Blueprint {
  const login = needs.login();
  const domainPrefix = `mlops-${target.folder.name}`.replace(/[^a-z0-9-]/g, '-').slice(0, 40);
  const usual = defaultBlueprint({
    stackId: domainPrefix,
    cloudId: target.folder.cloudId,
    folderId: target.folder.id,
    adminLogin: login,
    adminEmail: '',
    domainPrefix,
    allowedCidrs: [],
    login,
    sshPublicKey,
  });
  const wanted = withSettings(usual, needs.blueprintSettings());
  const { gitlab } = wanted;
  // Without a word about its name, the instance is named after its address.
  return gitlab.name === usual.gitlab.name
    ? { ...wanted, stackId: gitlab.domainPrefix, gitlab: { ...gitlab, name: gitlab.domainPrefix } }
    : { ...wanted, stackId: gitlab.domainPrefix };
}

function liveCheck(needs: WizardNeeds): LiveCheck {
  return async (field, text, signal) =>
    field.id === 'gitlab.domainPrefix' ? needs.domainTaken(text, signal) : undefined;
}

/** One name for environment, GitLab and its address; they can be told apart on the last page. */
function nameStep(live: LiveCheck): WizardStep<Answers> {
  const field: BlueprintField = {
    ...fieldNamed('gitlab.domainPrefix'),
    title: 'Name',
    about:
      'Name of the environment, and first part of GitLab’s address <name>.gitlab.yandexcloud.net',
    write: (blueprint, text) => ({
      ...blueprint,
      stackId: text,
      gitlab: {
        ...blueprint.gitlab,
        domainPrefix: text,
        ...(blueprint.gitlab.name === blueprint.gitlab.domainPrefix && { name: text }),
      },
    }),
  };
  return fieldStepOf(field, live);
}

function fieldStep(id: string): WizardStep<Answers> {
  return fieldStepOf(fieldNamed(id));
}

function fieldStepOf(field: BlueprintField, live?: LiveCheck): WizardStep<Answers> {
  return {
    ask: async (answers, dialog) => {
      const next = await askField(answers.blueprint, field, dialog, live);
      return typeof next === 'string' ? next : { ...answers, blueprint: next };
    },
  };
}

/** Suggests the own address where it is known; never the whole world. */
const allowedStep: WizardStep<Answers> = {
  ask: async (answers, dialog) => {
    const { blueprint, ownAddress } = answers;
    const field = fieldNamed('securityGroup.allowedCidrs');
    const suggested =
      field.read(blueprint) === '' && ownAddress !== undefined
        ? field.write(blueprint, ownAddress)
        : blueprint;
    const next = await askField(
      suggested,
      {
        ...field,
        title: 'Who may connect',
        about:
          ownAddress === undefined
            ? 'Your public IPv4 address or range, for SSH. Unknown here: your network’s administrator, or any “what is my IP” page, tells it (setting mlops.network.ownAddressUrl asks one)'
            : `Addresses that may use SSH, separated by commas. Yours is ${ownAddress}`,
      },
      dialog,
    );
    return typeof next === 'string' ? next : { ...answers, blueprint: next };
  },
};

/** Nobody opens SSH to the whole internet by accident. */
const everybodyStep: WizardStep<Answers> = {
  when: ({ blueprint, toAll }) => !toAll && blueprint.securityGroup.allowedCidrs.some(isEverybody),
  ask: async (answers, dialog) => {
    const answer = await dialog.pick({
      title: 'Open SSH to everybody?',
      placeholder: 'The whole internet could try to log in, to the machine and to Git over SSH',
      choices: [
        { label: 'No, let me change it', icon: 'lock', value: false },
        { label: 'Yes, let everybody try', icon: 'warning', value: true },
      ],
    });
    if (typeof answer === 'string') return answer;
    return answer.value ? { ...answers, toAll: true } : 'back';
  },
};

function reviewStep(live: LiveCheck): WizardStep<Answers> {
  return {
    ask: async (answers, dialog) => {
      const next = await review(answers.blueprint, dialog, live);
      return typeof next === 'string' ? next : { ...answers, blueprint: next };
    },
  };
}

function fieldNamed(id: string): BlueprintField {
  const field = blueprintFields.find((one) => one.id === id);
  if (!field) throw new Error(`There is no field "${id}".`);
  return field;
}
