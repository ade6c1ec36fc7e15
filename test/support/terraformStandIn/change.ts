/** What a saved plan does to one address. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly importing?: string;
  readonly reason?: string;
  readonly id?: string;
}

export interface SavedPlan {
  readonly serial: number;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly changes: readonly Change[];
}

/** As a summary tells them. */
export function counts(changes: readonly Change[]): {
  add: number;
  change: number;
  remove: number;
  import: number;
} {
  const of = (action: string): number =>
    changes.filter((one) => one.actions.includes(action)).length;
  return {
    add: of('create'),
    change: of('update'),
    remove: of('delete'),
    import: changes.filter((one) => one.importing !== undefined).length,
  };
}
