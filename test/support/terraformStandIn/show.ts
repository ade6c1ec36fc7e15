import { readFile } from 'node:fs/promises';
import { type SavedPlan } from './change';

/** Prints a saved plan. */
export async function show(file: string): Promise<number> {
  const { changes, variables } = JSON.parse(await readFile(file, 'utf8')) as SavedPlan;
  process.stdout.write(
    JSON.stringify({
      format_version: '1.2',
      terraform_version: '1.11.4',
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [name, { value }]),
      ),
      resource_changes: changes.map(
        ({ address, type, actions, before, after, importing, reason }) => ({
          address,
          mode: 'managed',
          type,
          ...(reason && { action_reason: reason }),
          change: {
            actions,
            before,
            after,
            after_unknown: actions.includes('create') ? { id: true } : {},
            ...(reason === 'replace_because_cannot_update' && { replace_paths: [['zone']] }),
            ...(importing && { importing: { id: importing } }),
          },
        }),
      ),
    }),
  );
  return 0;
}
