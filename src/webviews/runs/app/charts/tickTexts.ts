import { shortened } from '../../../../model/charts/signs';
import { metricText } from '../../../../model/words';
import { type PlotAxis } from './plot';

/** What stands at the ticks of an axis; undefined where there is no room or nothing to say. */
export function tickTexts(
  { kind, labels, log }: Pick<PlotAxis, 'kind' | 'labels' | 'log'>,
  splits: readonly number[],
): (string | undefined)[] {
  switch (kind) {
    case 'categories':
      return splits.map((place) => shortened(labels?.[place] ?? '', 14));
    case 'clock':
      return clockTexts(splits);
    case 'span':
      return splits.map(secondsText);
    case 'number':
      return splits.map((value) =>
        log && !isDecade(value, splits) ? undefined : tickText(value, splits),
      );
  }
}

/** `90 s`, `12 min`, `3.5 h` — of seconds. */
export function secondsText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size >= 172_800) return `${trimmed(seconds / 86_400)} d`;
  if (size >= 7_200) return `${trimmed(seconds / 3_600)} h`;
  if (size >= 120) return `${trimmed(seconds / 60)} min`;
  return `${trimmed(seconds)} s`;
}

function clockTexts(splits: readonly number[]): string[] {
  const span = (splits.at(-1) ?? 0) - (splits[0] ?? 0);
  let day = '';
  return splits.map((at) => {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return '';
    const today = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
    if (span > 4 * 86_400_000) return today;
    const time = date.toLocaleTimeString('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      ...(span < 300_000 && { second: '2-digit' }),
    });
    const text = today === day ? time : `${today} ${time}`;
    day = today;
    return text;
  });
}

/** As many digits as tell neighbours apart. */
function tickText(value: number, splits: readonly number[]): string {
  const step = Math.abs((splits[1] ?? 0) - (splits[0] ?? 0));
  const size = Math.max(Math.abs(splits[0] ?? 0), Math.abs(splits.at(-1) ?? 0));
  if (step > 0 && size < 1e5 && step >= 1e-6 && Number.isFinite(step)) {
    const digits = Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)));
    if (size < 1_000 || digits === 0) return value.toFixed(digits).replace('-', '−');
  }
  if (Math.abs(value) >= 1e5)
    return value.toExponential().replace('e+', 'e').replace('-', '−').slice(0, 9);
  return metricText(value);
}

function isDecade(value: number, splits: readonly number[]): boolean {
  if (splits.length < 5) return true;
  const power = Math.log10(value);
  return Math.abs(power - Math.round(power)) < 1e-6;
}

function trimmed(value: number): string {
  return String(Math.round(value * 10) / 10).replace('-', '−');
}
