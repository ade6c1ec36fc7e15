import { randomUUID } from 'node:crypto';
import { isAppError } from '../../base/errors';
import { finished, isOurs, isTerraforms, labelKeys } from '../../model/cloud';
import { type Labelled } from '../../model/cloudRequests';
import { type Stack } from '../../model/journal';
import { type ProvisionCloud } from '../ports';
import { lookUps, type Resource } from '../steps/lookUp';

type Cloud = Pick<ProvisionCloud, 'setLabels' | 'settle'> & Parameters<typeof lookUps>[0];

/**
 * Takes the mark of Terraform off what the journal names by its id and what carries our labels. What is gone needs
 * nothing; what the cloud refuses is told and may be tried again.
 * @returns why, one sentence for each that still carries the mark
 */
export async function unmark(cloud: Cloud, stack: Stack, signal: AbortSignal): Promise<string[]> {
  const { stackId } = stack.header.blueprint;
  const left = await Promise.all(
    marked(cloud).map(async ({ step, kind, get }): Promise<string[]> => {
      const { origin, id } = stack.runs.create[step]?.outputs ?? {};
      if (id === undefined || origin === 'existing') return [];
      try {
        const there = await get(id, signal);
        if (!isTerraforms(there) || !isOurs(there, stackId, step)) return [];
        const { [labelKeys.owner]: _mark, ...labels } = there.labels;
        const { id: operation } = await cloud.setLabels({ kind, id }, labels, randomUUID(), signal);
        finished(await cloud.settle(operation, signal));
        return [];
      } catch (error) {
        if (isAppError(error, 'not-found')) return [];
        if (!isAppError(error)) throw error;
        return [error.message];
      }
    }),
  );
  return left.flat();
}

interface Marked {
  /** The step that made it, which is also its component. */
  readonly step: string;
  readonly kind: Labelled['kind'];
  readonly get: (id: string, signal: AbortSignal) => Promise<Resource>;
}

/** A default group carries no labels. */
function marked(cloud: Cloud): Marked[] {
  const by = lookUps(cloud);
  const of = <R extends Resource>(
    step: string,
    kind: Labelled['kind'],
    { get }: { readonly get: (id: R['id'], signal: AbortSignal) => Promise<R> },
  ): Marked => ({ step, kind, get: (id, signal) => get(id, signal) });
  return [
    of('network', 'network', by.network),
    of('subnet', 'subnet', by.subnet),
    of('security-group', 'security group', by.securityGroup),
    of('service-account', 'service account', by.serviceAccount),
    of('address', 'address', by.address),
    of('gitlab', 'GitLab instance', by.gitlab),
    of('machine', 'machine', by.machine),
  ];
}
