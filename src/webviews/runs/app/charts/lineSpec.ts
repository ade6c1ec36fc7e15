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
