import { labelKeys, stackLabels, terraformOwner } from '../../src/model/cloud';
import { type RunView, type StepView } from '../../src/model/journal';
import { type Plan } from '../../src/model/plan';
import { type TerraformWork } from '../../src/model/ownership';
import { type TerraformChange } from '../../src/model/terraform/planned';
import { type Found } from '../../src/provision/found';
import { terraformPlan } from '../../src/provision/terraform/terraformPlan';
import { type PlanState } from '../../src/webviews/plan/contract';
import { blueprint, nothing, ourNetwork, subnetOf } from '../unit/provision/samples';
import * as data from './planData';

const folder = '/home/anna/projects/mlops-demo/terraform';
const labels = (component: string): Record<string, string> => ({
  ...stackLabels(blueprint.stackId, component),
  [labelKeys.owner]: terraformOwner,
});

function change(
  address: string,
  action: TerraformChange['action'],
  parts: Partial<TerraformChange> = {},
): TerraformChange {
  return {
    address,
    type: address.split('.')[0] ?? '',
    action,
    importing: undefined,
    reason: undefined,
    id: undefined,
    fields: [],
    after: {},
    ...parts,
  };
}

const label = (before: string) => ({
  path: 'labels.owned-by',
  before,
  after: 'terraform',
  forces: false,
});

/** A bit of everything that Terraform can do. */
export const mixed: readonly TerraformChange[] = [
  change('yandex_vpc_network.main', 'update', {
    importing: ourNetwork.id,
    id: ourNetwork.id,
    fields: [label('')],
  }),
  change('yandex_vpc_subnet.main', 'keep', { id: 'e9bsubnet' }),
  change('yandex_vpc_security_group.main', 'update', {
    id: 'enpgroup',
    fields: [
      {
        path: 'ingress[0].v4_cidr_blocks[0]',
        before: '0.0.0.0/0',
        after: '198.51.100.7/32',
        forces: false,
      },
    ],
  }),
  change('yandex_vpc_default_security_group.main', 'create'),
  change('yandex_iam_service_account.main', 'create'),
  ...blueprint.serviceAccount.roles.map((role) =>
    change(`yandex_resourcemanager_folder_iam_member.main["${role}"]`, 'create'),
  ),
  change('yandex_gitlab_instance.main', 'create', {
    after: { resource_preset_id: 's2.small', disk_size: '50' },
  }),
  change('yandex_compute_instance.machine', 'replace', {
    id: 'epdmachine',
    reason: 'replace_because_cannot_update',
    fields: [
      { path: 'zone', before: 'ru-central1-b', after: 'ru-central1-a', forces: true },
      { path: 'id', before: 'epdmachine', after: '(known after apply)', forces: false },
    ],
    after: { zone: 'ru-central1-a', 'resources[0].cores': '4', 'resources[0].memory': '8' },
  }),
  change('yandex_dns_zone.team', 'delete', {
    id: 'dnszone',
    reason: 'delete_because_no_resource_config',
  }),
];

export function plan(
  changes: readonly TerraformChange[] = mixed,
  parts: Partial<NonNullable<Plan['terraform']>> = {},
): Plan {
  const found: Found = {
    ...nothing,
    networks: [{ ...ourNetwork, labels: labels('network') }],
    subnets: [{ ...subnetOf(ourNetwork.id), labels: labels('subnet') }],
  };
  return terraformPlan(
    blueprint,
    found,
    'RUB',
    { version: '1.11.4', changes, variables: { folder_id: blueprint.folderId }, applyable: true },
    {
      warnings: [
        {
          severity: 'warning',
          summary: 'Value for undeclared variable',
          detail: 'The root module does not declare a variable named "extra".',
          place: 'terraform.tfvars:3',
        },
      ],
      drifted: ['yandex_vpc_security_group.main'],
    },
    {
      program: 'Terraform 1.11.4',
      folder,
      file: `${folder}/.terraform/mlops-1.tfplan`,
      digest: 'd',
      nothingToDo: false,
      handsOver: false,
      ...parts,
    },
  );
}

export const owner = { kind: 'terraform', folder, since: data.begun } as const;

export function planned(parts: Partial<PlanState> = {}): PlanState {
  return data.state({ plan: plan(), ...parts });
}

/** Under way: what Terraform says of each step. */
export function applying(
  state: RunView['state'] = 'running',
  work: Partial<TerraformWork> = {},
): PlanState {
  const steps = data.runSteps();
  const now = data.begun + 4 * 60_000;
  const done = ['network', 'subnet', 'security-group', 'default-group', 'service-account', 'roles'];
  const views = steps.map((step): StepView => {
    if (done.includes(step.id)) {
      return { ...step, state: 'done', startedAt: data.begun, endedAt: data.begun + 20_000 };
    }
    if (step.id === 'gitlab') {
      return state === 'failed'
        ? {
            ...step,
            state: 'failed',
            startedAt: data.begun,
            endedAt: now,
            error: {
              kind: 'quota',
              message:
                'Terraform cannot make yandex_gitlab_instance.main: rpc error: code = ResourceExhausted desc = Quota limit managed-gitlab.instances.count exceeded',
              fix: 'open-terraform',
            },
          }
        : {
            ...step,
            state: 'running',
            startedAt: data.begun + 20_000,
            progress: { text: 'Terraform makes it · 3 min 40 s' },
          };
    }
    return step;
  });
  return data.state({
    plan: plan(),
    run: { kind: 'create', state, steps: views },
    owner: {
      ...owner,
      work: { kind: 'create', since: data.begun, file: '', log: '', pid: 4711, ...work },
    },
    agreedAt: data.begun,
    now,
    entries: [
      { at: data.begun, text: `given to Terraform in ${folder}` },
      { at: data.begun + 1_000, text: 'Terraform has begun, process 4711' },
      { at: data.begun + 20_000, step: 'network', text: 'net-gitlab: done' },
    ],
  });
}

/** The user did not want to wait for its end. */
export function endedAtOnce(): PlanState {
  const state = applying('stopped');
  const steps = (state.run?.steps ?? []).map((step): StepView =>
    step.id === 'gitlab' ? { ...step, state: 'waiting', progress: undefined } : step,
  );
  return {
    ...state,
    run: { kind: 'create', state: 'stopped', steps },
    owner: { ...owner, brokenOff: data.begun + 5 * 60_000 },
  };
}

export const gitlabName = blueprint.gitlab.name;

/** Our own plan, where Terraform was first. */
export function inTheWay(): Plan {
  return data.plan({
    networks: [{ ...ourNetwork, labels: labels('network') }],
    subnets: [{ ...subnetOf(ourNetwork.id), labels: labels('subnet') }],
  });
}
