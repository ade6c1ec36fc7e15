import { blueprintConfiguration } from './blueprintConfiguration';
import { publicConsole } from '../model/consoleLinks';
import { registeredRedirect } from '../model/oauth';
import { authenticationProviders, contributedCommands, views } from './manifest';

/** What the extension gives to the editor: the `contributes` of package.json, whole. */
export function contributes(): object {
  const { commands, menus } = contributedCommands();
  return {
    viewsContainers: {
      activitybar: [{ id: 'mlops', title: 'GitLab MLOps', icon: 'media/mlops.svg' }],
    },
    views: { mlops: views.map((view) => ({ ...view, contextualTitle: 'GitLab MLOps' })) },
    viewsWelcome: welcome,
    authentication: Object.values(authenticationProviders).map(({ id, label }) => ({ id, label })),
    commands,
    menus,
    configuration: [general, blueprintConfiguration()],
    walkthroughs: [walkthrough],
  };
}

const signIn = '[Sign In to Yandex Cloud](command:mlops.cloud.signIn)';
const gitlab = '[Sign In to GitLab](command:mlops.gitlab.signIn)';
const demo = '[Open Demo Sandbox](command:mlops.sandbox.open)';
const project = '[Choose GitLab Project](command:mlops.gitlab.chooseProject)';

const welcome = [
  {
    view: 'mlops.environment',
    when: '!mlops.cloud.signedIn',
    contents: `Plan and create GitLab, a Data Science VM and a runner in Yandex Cloud. You see the plan and its price before anything is made.\n${signIn}\nNo account? Try everything on this machine first.\n${demo}`,
  },
  {
    view: 'mlops.branches',
    when: '!mlops.gitlab.signedIn',
    contents: `Branches, merge requests and training jobs of your project appear here. Any GitLab will do.\n${gitlab}`,
  },
  {
    view: 'mlops.branches',
    when: 'mlops.gitlab.signedIn && !mlops.project.chosen',
    contents: `No project is chosen yet.\n${project}\n[Set Up GitLab Project](command:mlops.project.setUp)`,
  },
  {
    view: 'mlops.experiments',
    when: '!mlops.project.chosen',
    contents: 'Experiments and their runs appear here once a GitLab project is chosen.',
  },
  {
    view: 'mlops.models',
    when: '!mlops.project.chosen',
    contents: 'Registered models and their versions appear here once a GitLab project is chosen.',
  },
];

const general = {
  title: 'GitLab MLOps',
  properties: {
    'mlops.gitlab.url': {
      type: 'string',
      default: '',
      scope: 'window',
      markdownDescription: 'Address of your GitLab, such as `https://gitlab.example.com`.',
    },
    'mlops.gitlab.project': {
      type: 'string',
      default: '',
      scope: 'resource',
      markdownDescription:
        'Project of this folder, such as `team/credit-scoring`. Empty: found by the remotes of the repository, or chosen by hand.',
    },
    'mlops.gitlab.oauthClientId': {
      type: 'string',
      default: '',
      scope: 'window',
      markdownDescription: `Application ID of an OAuth application of that GitLab (scope \`api\`, not confidential, redirect URI \`${registeredRedirect}\`), for signing in with the browser or with a code.`,
    },
    'mlops.cloud.endpoint': {
      type: 'string',
      default: 'api.cloud.yandex.net:443',
      scope: 'window',
      markdownDescription:
        'Endpoint of the cloud’s service directory, `host:port`. Another installation has another one.',
    },
    'mlops.cloud.consoleUrl': {
      type: 'string',
      default: publicConsole,
      scope: 'window',
      markdownDescription:
        'Address of the cloud’s web console, where links to resources, quotas and billing lead. Another installation has another one.',
    },
    'mlops.tls.caFile': {
      type: 'string',
      default: '',
      scope: 'window',
      markdownDescription:
        'PEM file with a certificate authority to trust besides the usual ones. Verification is never switched off.',
    },
    'mlops.ssh.port': {
      type: 'number',
      default: 22,
      minimum: 1,
      maximum: 65535,
      scope: 'window',
      markdownDescription: 'Port of SSH on the machines.',
    },
    'mlops.project.importUrl': {
      type: 'string',
      default: '',
      scope: 'window',
      markdownDescription: 'Address that **Set Up GitLab Project** suggests to import from.',
    },
    'mlops.project.trainJob': {
      type: 'string',
      default: 'trigger_train',
      scope: 'resource',
      markdownDescription: 'Name of the manual job in `.gitlab-ci.yml` that trains.',
    },
    'mlops.experiments.keyMetric': {
      type: 'string',
      default: 'AUC',
      scope: 'resource',
      markdownDescription:
        'Metric that is shown first, beside runs in the sidebar and in the table.',
    },
    'mlops.terraform.path': {
      type: 'string',
      default: '',
      scope: 'machine-overridable',
      markdownDescription:
        'Program that **Plan and Apply with Terraform** runs: a whole path or a name, Terraform 1.5 or OpenTofu 1.6 or newer. Empty: `terraform`, or else `tofu`, of the PATH.',
    },
    'mlops.network.ownAddressUrl': {
      type: 'string',
      default: '',
      scope: 'window',
      markdownDescription:
        'Page (`https`) that answers with the address it is called from, so that the wizard can suggest yours for SSH. Yandex Cloud has no such page; empty: nobody is asked, and you type it.',
    },
  },
};

const walkthrough = {
  id: 'start',
  title: 'Get started with GitLab MLOps',
  description: 'From nothing to a model version, without leaving the editor.',
  steps: [
    {
      id: 'sandbox',
      title: 'Look at it without an account',
      description: `A cloud and a GitLab of its own run on this machine; nothing leaves it.\n${demo}`,
      media: { markdown: 'media/walkthrough/sandbox.md' },
      completionEvents: ['onCommand:mlops.sandbox.open'],
    },
    {
      id: 'sign-in',
      title: 'Sign in',
      description: `To Yandex Cloud with a yc profile, a key file or an IAM token; to GitLab with a token or the browser.\n${signIn}\n${gitlab}`,
      media: { markdown: 'media/walkthrough/signIn.md' },
      completionEvents: ['onContext:mlops.cloud.signedIn', 'onContext:mlops.gitlab.signedIn'],
    },
    {
      id: 'environment',
      title: 'Plan and create the environment',
      description:
        'Network, GitLab and a machine. You read the plan with quotas and prices before anything is made.\n[Plan Environment](command:mlops.environment.create)',
      media: { markdown: 'media/walkthrough/environment.md' },
      completionEvents: ['onCommand:mlops.environment.create'],
    },
    {
      id: 'project',
      title: 'Set up project and runner',
      description:
        'Access token, CI/CD variables and a runner, so that jobs can train and log.\n[Set Up Project](command:mlops.project.setUp)\n[Install Runner](command:mlops.runner.install)',
      media: { markdown: 'media/walkthrough/project.md' },
      completionEvents: ['onCommand:mlops.project.setUp'],
    },
    {
      id: 'experiment',
      title: 'Run an experiment',
      description:
        'Branch, change a hyperparameter, push, open a merge request and play the training job.\n[New Experiment Branch](command:mlops.branch.create)',
      media: { markdown: 'media/walkthrough/experiment.md' },
      completionEvents: ['onCommand:mlops.job.play'],
    },
    {
      id: 'promote',
      title: 'Compare and promote',
      description:
        'Runs side by side against a baseline; the best one becomes a model version.\n[Open Runs](command:mlops.runs.open)',
      media: { markdown: 'media/walkthrough/promote.md' },
      completionEvents: ['onCommand:mlops.runs.open'],
    },
  ],
};
