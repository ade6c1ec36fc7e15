import { computed } from '@preact/signals';
import { type KeptChart } from '../../../../stores/keptCharts';
import { keep, kept } from '../kept';

export function newChart(kind: KeptChart['kind'], id: string): KeptChart {
  return {
    id,
    kind,
    metric: '',
    along: { kind: 'step' },
    logX: false,
    logY: false,
    band: 'range',
    height: kind === 'line' ? 220 : 190,
    wide: false,
  };
}

const start: readonly KeptChart[] = (['line', 'parallel', 'scatter', 'importance'] as const).map(
  (kind) => newChart(kind, kind),
);

/** The charts beside the table, in their order. */
export const charts = computed<readonly KeptChart[]>(() => kept.value.charts ?? start);

export function changeChart(id: string, patch: Partial<KeptChart>): void {
  put(charts.peek().map((chart) => (chart.id === id ? { ...chart, ...patch } : chart)));
}

export function addChart(kind: KeptChart['kind']): void {
  put([newChart(kind, `${kind}-${Date.now().toString(36)}`), ...charts.peek()]);
}

export function removeChart(id: string): void {
  put(charts.peek().filter((chart) => chart.id !== id));
}

/** @param by places towards the end; negative: towards the start */
export function moveChart(id: string, by: number): void {
  const from = charts.peek().findIndex((chart) => chart.id === id);
  const own = charts.peek()[from];
  const to = from + by;
  if (!own || to < 0 || to >= charts.peek().length) return;
  const others = charts.peek().filter((chart) => chart !== own);
  put([...others.slice(0, to), own, ...others.slice(to)]);
}

function put(next: readonly KeptChart[]): void {
  keep({ charts: [...next] });
}
