import { AppError } from '../../base/errors';
import { blockers, foreignItems, lostItems, type Plan, type PlanItem } from '../../model/plan';

/**
 * What a page says is not believed: a plan is begun only when nothing blocks it and each loss and each use of what is
 * not ours was agreed to. @param agreed ids of items @throws AppError `invalid`, saying what is missing
 */
export function checkConsent(plan: Plan, agreed: readonly string[]): void {
  const waits = blockers(plan);
  if (waits.length > 0) throw new AppError('invalid', waits.join(' '));
  const missing = (items: readonly PlanItem[]): string =>
    items
      .filter(({ id }) => !agreed.includes(id))
      .map(({ name }) => name)
      .join(', ');
  const losses = missing(lostItems(plan));
  if (losses !== '') throw new AppError('invalid', `Agree first that ${losses} may be destroyed.`);
  const foreign = missing(foreignItems(plan));
  if (foreign !== '') {
    throw new AppError('invalid', `Agree first that ${foreign} may be used: not ours.`);
  }
}
