import { canBeInterrupted, type TerraformOwner } from '../../../model/ownership';
import { momentText } from '../../../model/words';

/** What a person may know of a Terraform at work: what closing the page and cancelling do to it. */
export function underWayWords({ work }: TerraformOwner): { head: string; text: string } {
  const goesOn = 'Terraform goes on without this window, and is listened to again when it is back.';
  const gentle =
    'Cancel interrupts it once: it finishes what it is just doing and writes its state.';
  if (work?.attachedAt === undefined)
    return { head: 'Safe to close.', text: `${goesOn} ${gentle}` };
  const process = work.pid === undefined ? '' : `, process ${work.pid}`;
  const begun = `A window that has ended started this Terraform on ${momentText(work.since)}${process}.`;
  return {
    head: 'Listened to again.',
    text: canBeInterrupted(work)
      ? `${begun} It went on meanwhile, and goes on when this is closed, too. ${gentle}`
      : `${begun} It went on meanwhile. It can be watched here but not be interrupted, because this system does not tell for sure which process it is: wait until it is done, or interrupt it yourself.`,
  };
}

/** What its Cancel does. */
export function cancelWords({ work }: TerraformOwner): string {
  return work && !canBeInterrupted(work)
    ? 'It cannot be interrupted from here'
    : 'Interrupts Terraform once: it finishes what it is just doing and writes its state';
}

/** How an interrupted Terraform has left things. */
export function endedWords({ brokenOff }: TerraformOwner): string {
  return brokenOff === undefined
    ? 'Terraform has written down what it has done. A new plan shows what is left.'
    : 'Terraform was ended at once. A new plan shows what is left, and what its state has missed.';
}

/** @param at ms since 1970 */
export function brokenWords(at: number): string {
  return `Terraform was ended at once on ${momentText(at)}. What it was just making can be in the cloud without standing in its state: a new plan says so and makes nothing twice. The state may still be locked: the plan then says by whom, and offers to unlock it.`;
}
