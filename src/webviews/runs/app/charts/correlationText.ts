/** `+0.82`, `−0.10`; a dash where there is none. */
export function correlationText(value: number | undefined): string {
  return value === undefined ? '–' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
