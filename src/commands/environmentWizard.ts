import { type Ui, type WizardStep } from '../host/ui';
import {
  type Blueprint,
  type BlueprintChoices,
  defaultBlueprint,
  type ImageChoice,
} from '../model/blueprint';
import { type CloudTarget } from '../model/environment';
import { validateBlueprint } from '../model/validateBlueprint';

export interface WizardNeeds {
  readonly ui: Ui;
  /** One line; made when there is none yet. */
  readonly sshPublicKey: (signal: AbortSignal) => Promise<string>;
  /** The name to log in with on machines, such as the one used here. */
  readonly login: () => string;
  readonly ownAddress: (signal: AbortSignal) => Promise<string | undefined>;
}

interface Answers {
  readonly domainPrefix: string;
  readonly adminLogin: string;
  readonly adminEmail: string;
  readonly allowed: string;
  readonly login: string;
  readonly image: ImageChoice;
}

/** Asks for what nobody can guess; all else has the defaults that the plan shows. */
export async function askBlueprint(
  needs: WizardNeeds,
  target: CloudTarget,
): Promise<Blueprint | undefined> {
  const { ui } = needs;
  const start: Answers = {
    domainPrefix: `mlops-${target.folder.name}`.replace(/[^a-z0-9-]/g, '-').slice(0, 40),
    adminLogin: needs.login(),
    adminEmail: '',
    allowed: '',
    login: needs.login(),
    image: { kind: 'family', family: 'ubuntu-2204-lts' },
  };
  const sshPublicKey = await ui.progress({
    title: 'Preparing an SSH key…',
    place: 'window',
    run: (_report, signal) => needs.sshPublicKey(signal),
  });
  const own = await ui.progress({
    title: 'Looking for your address…',
    place: 'window',
    run: (_report, signal) => needs.ownAddress(signal),
  });
  const build = (answers: Answers): Blueprint => {
    const base = defaultBlueprint(choicesOf(answers, target, sshPublicKey));
    return { ...base, machine: { ...base.machine, image: answers.image } };
  };
  const problem = (answers: Answers, field: string): string | undefined =>
    validateBlueprint(build(answers)).find((one) => one.field.startsWith(field))?.message;
  const suggested = { ...start, allowed: own === undefined ? '' : `${own}/32` };
  const answers = await ui.wizard('Environment', suggested, steps(problem));
  return answers && build(answers);
}

function choicesOf(answers: Answers, target: CloudTarget, sshPublicKey: string): BlueprintChoices {
  return {
    stackId: answers.domainPrefix,
    cloudId: target.folder.cloudId,
    folderId: target.folder.id,
    adminLogin: answers.adminLogin,
    adminEmail: answers.adminEmail,
    domainPrefix: answers.domainPrefix,
    allowedCidrs: cidrsOf(answers.allowed),
    login: answers.login,
    sshPublicKey,
  };
}

function cidrsOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => (part.includes('/') ? part : `${part}/32`));
}

type Problem = (answers: Answers, field: string) => string | undefined;

function steps(problem: Problem): WizardStep<Answers>[] {
  const text = (
    key: 'domainPrefix' | 'adminLogin' | 'adminEmail' | 'allowed' | 'login',
    field: string,
    title: string,
    prompt: string,
    placeholder: string,
  ): WizardStep<Answers> => ({
    ask: async (state, dialog) => {
      const answer = await dialog.input({
        title,
        prompt,
        placeholder,
        value: state[key],
        check: (value) => problem({ ...state, [key]: value.trim() }, field),
      });
      return typeof answer === 'string' ? answer : { ...state, [key]: answer.value.trim() };
    },
  });
  return [
    text(
      'domainPrefix',
      'gitlab.domainPrefix',
      'Name',
      'Name of the environment, and first part of GitLab’s address <name>.gitlab.yandexcloud.net',
      'mlops-team',
    ),
    text(
      'adminLogin',
      'gitlab.adminLogin',
      'GitLab login',
      'Login of GitLab’s first administrator: yours',
      'anna',
    ),
    text(
      'adminEmail',
      'gitlab.adminEmail',
      'GitLab e-mail',
      'Your e-mail address: GitLab sends the activation link there',
      'anna@example.com',
    ),
    text(
      'allowed',
      'securityGroup.allowedCidrs',
      'Who may connect',
      'Addresses (CIDR) that may use SSH, separated by commas; your own is best',
      '203.0.113.7/32',
    ),
    text('login', 'machine.login', 'Machine login', 'User name for SSH on vm-mlops', 'anna'),
    {
      ask: async (state, dialog) => {
        const answer = await dialog.pick<ImageChoice>({
          title: 'Machine image',
          placeholder: 'What vm-mlops starts from',
          active: state.image,
          choices: [
            {
              label: 'Ubuntu 22.04 LTS',
              description: 'recommended',
              detail:
                'Current Python and glibc, which Remote-SSH and mlflow need; git and pip by cloud-init',
              icon: 'vm',
              value: { kind: 'family', family: 'ubuntu-2204-lts' },
            },
            {
              label: 'Data Science Virtual Machine',
              description: 'as in the tutorial',
              detail:
                'Conda environments are ready, but documented on Ubuntu 18.04: too old for Remote-SSH',
              icon: 'beaker',
              value: { kind: 'dsvm' },
            },
          ],
        });
        return typeof answer === 'string' ? answer : { ...state, image: answer.value };
      },
    },
  ];
}
