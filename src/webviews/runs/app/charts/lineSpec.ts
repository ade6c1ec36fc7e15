import { type Along } from '../../../../model/charts/axisValues';
import { type BandKind } from '../../../../model/charts/group';
import { type ColumnKey } from '../../../../model/frame/frame';

/** How a line chart shows its metric. */
export interface LineSpec {
  readonly metric: string;
  readonly along: Along;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Runs with the same value of this column become one line: their mean. */
  readonly group: ColumnKey | undefined;
  readonly band: BandKind;
}

const plain = new Map<string, LineSpec>();

/** Over the step, without anything special. The same metric gives the same object. */
export function plainSpec(metric: string): LineSpec {
  const known = plain.get(metric);
  if (known) return known;
  const spec: LineSpec = {
    metric,
    along: { kind: 'step' },
    logX: false,
    logY: false,
    group: undefined,
    band: 'range',
  };
  plain.set(metric, spec);
  return spec;
}

export function alongText(along: Along): string {
  switch (along.kind) {
    case 'step':
      return 'the step';
    case 'time':
      return 'the time';
    case 'relative':
      return 'the time since the start';
    case 'metric':
      return along.name;
  }
}
