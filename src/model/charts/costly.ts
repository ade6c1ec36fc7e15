/** Words that say that a number is what something takes: time, money, work. */
const words =
  /(^|[^a-z])(time|times|timing|duration|elapsed|runtime|walltime|latency|cost|costs|price|energy|flops|watts?|kwh|seconds?|secs?|minutes?|mins?|hours?|hrs?|epochs?|iterations?|steps?)([^a-z]|$)/;
const units = /[_\s./(-](s|ms|us|ns|min|h|hr|usd|eur|rub)\)?$/;

/** Whether a column tells what a run took, by its name: `fit_s`, `trainTime`, `cost (usd)`. */
export function isCostly(name: string): boolean {
  const plain = name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return words.test(plain) || units.test(plain);
}
