import { invalid } from '../wire/status';

const patterns = {
  /** Networks, subnets, groups, addresses; may be empty. */
  vpc: /^([a-zA-Z]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)?$/,
  /** Machines and disks; may be empty. */
  compute: /^([a-z]([-_a-z0-9]{0,61}[a-z0-9])?)?$/,
  account: /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  folder: /^[a-z]([-a-z0-9]{1,61}[a-z0-9])$/,
  gitlab: /^[a-z][-a-z0-9]{1,61}[a-z0-9]$/,
} as const;

export function checkName(kind: keyof typeof patterns, name: string): void {
  if (!patterns[kind].test(name)) {
    throw invalid('name', `Field does not match the pattern /${patterns[kind].source}/`);
  }
}

export function checkDescription(description: string): void {
  if (description.length > 256) throw invalid('description', 'Field is longer than 256 characters');
}

/** @param wide machines and security groups also allow dots, slashes, backslashes and at signs */
export function checkLabels(labels: Readonly<Record<string, string>>, wide = false): void {
  const entries = Object.entries(labels);
  if (entries.length > 64) throw invalid('labels', 'Number of elements is greater than 64');
  const key = wide ? /^[a-z][-_./\\@0-9a-z]{0,62}$/ : /^[a-z][-_0-9a-z]{0,62}$/;
  const value = wide ? /^[-_./\\@0-9a-z]{0,63}$/ : /^[-_0-9a-z]{0,63}$/;
  for (const [name, text] of entries) {
    if (!key.test(name)) throw invalid('labels', `Key "${name}" does not match ${key.source}`);
    if (!value.test(text)) {
      throw invalid('labels', `Value of "${name}" does not match ${value.source}`);
    }
  }
}

export function required(field: string, value: string): void {
  if (value === '') throw invalid(field, 'Field is required');
}
