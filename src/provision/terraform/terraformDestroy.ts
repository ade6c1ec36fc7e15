import { type DestroyItem, type DestroyPlan } from '../../model/destroyPlan';
import { grouped, type TerraformPlanned } from '../../model/terraform/planned';

/**
 * The preview of a destruction that Terraform does: its plan says what goes, ours what it is and takes along. Pure.
 */
export function terraformDestroy(ours: DestroyPlan, planned: TerraformPlanned): DestroyPlan {
  const goes = grouped(planned.changes).filter(({ changes }) =>
    changes.some(({ action }) => action === 'delete'),
  );
  const items = ours.items.map((item): DestroyItem => {
    if (item.id === 'runners' || item.action === 'gone') return item;
    const group = goes.find(({ id }) => id === item.id);
    if (!group) {
      const reason = item.action === 'keep' ? item.reason : 'not in Terraform’s state: it stays';
      return { ...item, action: 'keep', reason, takes: [] };
    }
    return {
      ...item,
      action: 'delete',
      resourceId: group.changes[0]?.id ?? item.resourceId,
      reason: item.id === 'gitlab' && ours.needsUnprotect ? protectedWords : undefined,
    };
  });
  const more = goes
    .filter(({ id }) => id !== 'default-group' && !items.some((item) => item.id === id))
    .map(({ id, changes }): DestroyItem => ({
      id,
      kind: changes[0]?.type ?? 'resource',
      name: id,
      action: 'delete',
      resourceId: changes[0]?.id,
      reason: 'in this configuration',
      takes: [],
    }));
  return { ...ours, items: [...items, ...more], needsUnprotect: false };
}

/** Terraform has no way to say yes to this in a destruction. */
export const protectedWords =
  'protected against deletion: set gitlab_deletion_protection to false and apply, then destroy';
