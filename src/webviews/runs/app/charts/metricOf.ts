import { type KeptChart } from '../../../../stores/keptCharts';
import { metricInfos } from '../data';
import { chartMetric, state } from '../model';

/** The chart's own metric, else the key metric; of lines one that has a history. Empty: there is none. */
export function metricOf(chart: KeptChart): string {
  const all =
    chart.kind === 'line' ? metricInfos.value.filter((info) => info.history) : metricInfos.value;
  const has = (name: string | undefined): boolean => all.some((info) => info.name === name);
  const wanted = [chart.metric, chartMetric.value, state.value.keyMetric].find(has);
  return wanted ?? all[0]?.name ?? '';
}
