import { type CloudStep } from '../plan';
import { addresses, type TerraformStep } from './input';

/** What a saved plan of Terraform says it will do. */
export interface TerraformPlanned {
  /** Of the program that made it. */
  readonly version: string;
  readonly changes: readonly TerraformChange[];
  /** Values of the configuration's variables that are texts. */
  readonly variables: Readonly<Record<string, string>>;
  /** There is something to apply. */
  readonly applyable: boolean;
}

export interface TerraformChange {
  readonly address: string;
  readonly type: string;
  readonly action: 'keep' | 'create' | 'update' | 'replace' | 'delete' | 'forget';
  /** The id that an import block names. */
  readonly importing: string | undefined;
  /** In Terraform's word: `replace_because_cannot_update`. */
  readonly reason: string | undefined;
  /** Id of what is there. */
  readonly id: string | undefined;
  readonly fields: readonly ChangedField[];
  /** Values as they will be, by path: `resources[0].cores`. Sensitive ones are left out. */
  readonly after: Readonly<Record<string, string>>;
}

export interface ChangedField {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** It cannot be changed without making the resource anew. */
  readonly forces: boolean;
}

/** The step of ours whose resource stands at an address; undefined for what the user has added. */
export function stepAt(address: string): TerraformStep | undefined {
  const bare = address.replace(/\[[^\]]*\]$/, '');
  const found = Object.entries(addresses).find(([, own]) => own === bare);
  return found?.[0] as TerraformStep | undefined;
}

/** Changes of one thing that a person thinks of as one: all roles are one. */
export interface ChangeGroup {
  /** The step of ours, else the address. */
  readonly id: string;
  readonly step: (CloudStep & TerraformStep) | undefined;
  readonly changes: readonly TerraformChange[];
}

/** In the order in which our own plan has them, what the user added last. */
export function grouped(changes: readonly TerraformChange[]): ChangeGroup[] {
  const groups = new Map<string, TerraformChange[]>();
  const order = Object.keys(addresses);
  for (const step of order) groups.set(step, []);
  for (const change of changes) {
    const id = stepAt(change.address) ?? change.address;
    groups.set(id, [...(groups.get(id) ?? []), change]);
  }
  return [...groups]
    .filter(([, of]) => of.length > 0)
    .map(([id, of]) => ({ id, step: stepAt(of[0]?.address ?? ''), changes: of }));
}
