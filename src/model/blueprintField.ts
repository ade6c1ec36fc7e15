import { type Blueprint } from './blueprint';

/** One value of a blueprint that can be chosen. All values are texts here: what is typed, or stands in a setting. */
export interface BlueprintField {
  /** Path in the blueprint, as `validateBlueprint` names it, and `mlops.blueprint.<id>` in the settings. */
  readonly id: string;
  readonly group: FieldGroup;
  readonly title: string;
  /** A sentence about what it is for. */
  readonly about: string;
  readonly type: 'text' | 'number' | 'flag' | 'list';
  /** What there is to choose from; other values can be typed when `open`. */
  readonly choices?: (blueprint: Blueprint) => readonly FieldChoice[];
  readonly open?: boolean;
  readonly read: (blueprint: Blueprint) => string;
  readonly write: (blueprint: Blueprint, text: string) => Blueprint;
}

export interface FieldChoice {
  readonly text: string;
  readonly label: string;
  readonly detail?: string;
}

export const fieldGroups = {
  access: { title: 'Who may connect', icon: 'lock' },
  gitlab: { title: 'GitLab', icon: 'server-environment' },
  machine: { title: 'Machine', icon: 'vm' },
  network: { title: 'Network', icon: 'type-hierarchy' },
  names: { title: 'Names', icon: 'tag' },
} as const;
export type FieldGroup = keyof typeof fieldGroups;

/** The keys of one type, for fields that only differ in theirs. */
export type TextOf<T> = { [K in keyof T]: T[K] extends string ? K : never }[keyof T] & string;
export type NumberOf<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T] & string;
export type FlagOf<T> = { [K in keyof T]: T[K] extends boolean ? K : never }[keyof T] & string;

export function choice(text: string, detail?: string): FieldChoice {
  return { text, label: text, ...(detail !== undefined && { detail }) };
}
