import { AppError } from '../../base/errors';
import { type Stack, type StepRecord } from '../../model/journal';
import { type TerraformPlanned, stepAt } from '../../model/terraform/planned';

/**
 * Refuses to let Terraform run over what the journal owns, unless the plan takes all of it over as it is. Pure.
 * @throws AppError `conflict`
 */
export function checkHandOver(
  { header, runs }: Stack,
  planned: TerraformPlanned,
  kind: 'create' | 'destroy',
): void {
  if (header.owner !== undefined) return;
  const { stackId } = header.blueprint;
  if (kind === 'destroy') {
    throw refused(
      `“${stackId}” belongs to the journal here, not to Terraform: destroy it here, or hand it over first by applying its exported configuration.`,
    );
  }
  if (Object.keys(runs.destroy).length > 0) {
    throw refused(`“${stackId}” is being destroyed here. Resume that first.`);
  }
  for (const [step, record] of Object.entries(runs.create)) {
    if (isOpen(record)) {
      throw refused(
        `A call of an interrupted creation may still have made something (${step}). Resume it to its end, or destroy “${stackId}”, before Terraform takes over.`,
      );
    }
    const id = ownId(record);
    if (id === undefined) continue;
    const change = planned.changes.find((one) => stepAt(one.address) === step);
    if (!change && step === 'default-group') continue;
    if (!change || (change.importing ?? change.id) !== id) {
      throw refused(
        `“${stackId}” has made ${step} ${id}, and this configuration does not take it over. Export the configuration again: its imports.tf names what is there.`,
      );
    }
    if (change.action === 'replace' || change.action === 'delete') {
      const what = change.action === 'replace' ? 'make anew' : 'destroy';
      throw refused(
        `Terraform would ${what} ${step} ${id}, which “${stackId}” has made. Change the configuration so that it is taken over as it is; afterwards Terraform may do as it likes.`,
      );
    }
  }
}

function isOpen({ keys, outputs, state }: StepRecord): boolean {
  return keys['create'] !== undefined && outputs['id'] === undefined && state !== 'done';
}

function ownId({ outputs }: StepRecord): string | undefined {
  return outputs['origin'] === 'existing' ? undefined : outputs['id'];
}

function refused(message: string): AppError {
  return new AppError('conflict', message);
}
