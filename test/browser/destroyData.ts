import { type DestroyItem, type DestroyPlan } from '../../src/model/destroyPlan';
import { type DestroyState } from '../../src/webviews/destroy/contract';

function item(
  id: string,
  kind: string,
  name: string,
  parts: Partial<DestroyItem> = {},
): DestroyItem {
  return {
    id,
    kind,
    name,
    action: 'delete',
    resourceId: undefined,
    reason: undefined,
    takes: [],
    ...parts,
  };
}

const plan: DestroyPlan = {
  items: [
    item('runners', 'runner', '#12', {
      reason: 'runs jobs on vm-mlops; signed off in mlops/gitlab-mlflow',
    }),
    item('gitlab', 'GitLab instance', 'mlops-anna', {
      resourceId: 'c17gitlab0000000anna',
      takes: ['all its projects, runs, models and users'],
    }),
    item('machine', 'machine', 'vm-mlops', {
      resourceId: 'fhm0machine000000001',
      takes: ['its disk, 30 GB, with everything on it', 'its public address 198.51.100.20'],
    }),
    item('security-group', 'security group', 'gitlab-sg', { resourceId: 'enp0group00000000001' }),
    item('subnet', 'subnet', 'subnet-gitlab-a', { resourceId: 'e9b0subnet0000000001' }),
    item('network', 'network', 'net-gitlab', {
      resourceId: 'enp0network000000001',
      takes: ['its default group'],
    }),
    item('roles', 'roles', 'roles of gitlab-sa', {
      reason: 'compute.admin, vpc.admin, iam.serviceAccounts.user',
    }),
  ],
  leftovers: [
    {
      what: 'a backup of GitLab instance “mlops-anna”',
      why: 'Yandex Cloud keeps it for two weeks; its support can restore it',
      costs: false,
      inTheWay: false,
      resourceId: undefined,
    },
  ],
  needsUnprotect: false,
};

export function state(parts: Partial<DestroyState> = {}): DestroyState {
  return {
    name: 'mlops-anna',
    folderName: 'mlops-demo',
    loading: false,
    problem: undefined,
    plan,
    cost: { currency: 'RUB', items: { gitlab: 14.5, machine: 4.4 }, now: 18.9, stopped: 2.31 },
    busy: false,
    gone: false,
    terraform: undefined,
    ...parts,
  };
}

export function plain(): DestroyState {
  return state();
}

/** Protected, with guests, loose disks and things that are not ours. */
export function crowded(): DestroyState {
  return state({
    plan: {
      items: [
        ...plan.items,
        item('service-account', 'service account', 'gitlab-sa', {
          action: 'keep',
          resourceId: 'aje0account000000001',
          reason: 'not ours: it was there before',
        }),
        item('address', 'public address', 'address-vm-mlops', {
          action: 'gone',
          resourceId: 'e9b0address000000001',
          reason: 'not there any more',
        }),
      ],
      leftovers: [
        {
          what: 'machine “runner-guest”',
          why: 'it is in our subnet but not ours; subnet and network cannot go before it does',
          costs: true,
          inTheWay: true,
          resourceId: 'fhm0guest00000000001',
        },
        {
          what: 'disk “datasets”, 200 GB',
          why: 'it was attached to our machine by somebody else',
          costs: true,
          inTheWay: false,
          resourceId: 'fhm0disk000000000001',
        },
        ...plan.leftovers,
      ],
      needsUnprotect: true,
    },
  });
}

export function reading(): DestroyState {
  return state({ loading: true, plan: undefined });
}

export function failed(): DestroyState {
  return state({
    plan: undefined,
    problem: 'Yandex Cloud cannot be reached. Check the network and try again.',
  });
}

export function busy(): DestroyState {
  return state({ busy: true });
}

export function gone(): DestroyState {
  return state({ plan: undefined, gone: true, cost: undefined });
}
