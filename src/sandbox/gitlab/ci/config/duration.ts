const units: readonly [RegExp, number][] = [
  [/^(?:s|secs?|seconds?)$/, 1],
  [/^(?:m|mins?|minutes?)$/, 60],
  [/^(?:h|hrs?|hours?)$/, 3_600],
  [/^(?:d|days?)$/, 86_400],
  [/^(?:w|wks?|weeks?)$/, 604_800],
  [/^(?:mos?|months?)$/, 2_592_000],
  [/^(?:y|yrs?|years?)$/, 31_557_600],
];

/** Seconds of `1 hour 30 minutes`, `3d`, `90`; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const clean = text
    .toLowerCase()
    .replace(/\band\b|,/g, ' ')
    .trim();
  if (/^\d+(?:\.\d+)?$/.test(clean)) return Number(clean);
  const part = /\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*/y;
  let seconds = 0;
  while (part.lastIndex < clean.length) {
    const found = part.exec(clean);
    const factor = units.find(([unit]) => unit.test(found?.[2] ?? ''))?.[1];
    if (!found || factor === undefined) return undefined;
    seconds += Number(found[1]) * factor;
  }
  return clean === '' ? undefined : seconds;
}
