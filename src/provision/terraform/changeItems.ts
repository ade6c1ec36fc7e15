import { type Difference } from '../../model/drift';
import { type PlanAction, type PlanItem } from '../../model/plan';
import {
  type ChangeGroup,
  type ChangedField,
  type TerraformChange,
} from '../../model/terraform/planned';

/** A row of the plan for what Terraform does to one thing. @param own the row that our own plan has for it */
export function itemOfChanges({ id, changes }: ChangeGroup, own: PlanItem | undefined): PlanItem {
  const action = actionOf(changes);
  const [first] = changes;
  const name = first?.after['name'];
  return {
    id,
    group: own?.group ?? 'other',
    name: own?.name ?? name ?? id,
    action,
    what: own?.what ?? (name === undefined ? '' : id),
    reason: reasonOf(action, changes),
    resourceId: id === 'roles' ? undefined : (first?.id ?? first?.importing),
    after: own?.after ?? [],
    differences: changes.flatMap((change) => differencesOf(change, changes.length > 1)),
    needsConsent: false,
    price: action === 'destroy' ? undefined : own?.price,
  };
}

/** The gravest of what happens to the parts. */
function actionOf(changes: readonly TerraformChange[]): PlanAction {
  const every = (action: TerraformChange['action']): boolean =>
    changes.every((one) => one.action === action);
  const some = (action: TerraformChange['action']): boolean =>
    changes.some((one) => one.action === action);
  if (some('replace')) return 'replace';
  if (every('delete')) return 'destroy';
  if (some('delete')) return 'change';
  if (changes.some(({ importing }) => importing !== undefined)) return 'adopt';
  if (some('update')) return 'change';
  if (some('create')) return 'create';
  return 'keep';
}

const reasons: Readonly<Record<string, string>> = {
  replace_because_tainted: 'its creation did not come to an end, so it is made anew',
  replace_by_request: 'to be made anew by request',
  replace_by_triggers: 'what it depends on changes, so it is made anew',
  delete_because_no_resource_config: 'no longer in the configuration',
  delete_because_no_module: 'no longer in the configuration',
  delete_because_wrong_repetition: 'no longer in the configuration',
  delete_because_count_index: 'no longer in the configuration',
  delete_because_each_key: 'no longer in the configuration',
  delete_because_no_move_target: 'no longer in the configuration',
};

function reasonOf(action: PlanAction, changes: readonly TerraformChange[]): string | undefined {
  const forced = changes.flatMap(({ fields }) => fields.filter(({ forces }) => forces));
  if (action === 'replace' && forced.length > 0) {
    return `${forced.map(({ path }) => path).join(', ')} cannot be changed otherwise`;
  }
  const said = changes.flatMap(({ reason }) => (reason === undefined ? [] : [reasons[reason]]));
  if (said[0] !== undefined) return said[0];
  if (changes.every((one) => one.action === 'forget')) return 'Terraform forgets it; it stays';
  if (action === 'adopt') {
    const made = changes.filter((one) => one.action === 'create').length;
    return made === 0
      ? 'Terraform takes it over instead of making it a second time'
      : `Terraform takes over what is there and adds ${made}`;
  }
  if (action === 'create' && changes.some((one) => one.action === 'keep')) {
    return 'only what is missing: the others are there';
  }
  return undefined;
}

/** What is only known afterwards is no news, unless it is why. */
function differencesOf({ action, address, fields }: TerraformChange, many: boolean): Difference[] {
  if (action !== 'update' && action !== 'replace') return [];
  const key = many ? `${/\[[^\]]*\]$/.exec(address)?.[0] ?? address} ` : '';
  return fields.filter(isNews).map(({ path, before, after }) => ({
    field: `${key}${path}`,
    wanted: short(after),
    found: short(before),
    mend: 'repair',
  }));
}

function isNews({ after, forces }: ChangedField): boolean {
  return forces || after !== '(known after apply)';
}

const longest = 80;

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line === '') return 'nothing';
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
