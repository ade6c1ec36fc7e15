/** A table on its way out of the editor: texts as they were logged, numbers without loss. */
export interface Sheet {
  readonly columns: readonly string[];
  /** As long as `columns` each; undefined where there is no value. */
  readonly rows: readonly (readonly SheetValue[])[];
}

export type SheetValue = string | number | undefined;

export const sheetFormats = ['csv', 'json', 'markdown', 'latex'] as const;
export type SheetFormat = (typeof sheetFormats)[number];

export const formatTitles: Readonly<Record<SheetFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  markdown: 'Markdown',
  latex: 'LaTeX',
};

export const formatEndings: Readonly<Record<SheetFormat, string>> = {
  csv: 'csv',
  json: 'json',
  markdown: 'md',
  latex: 'tex',
};

/** As other programs read it: `NaN` and `Infinity` by these names. */
export function plainValue(value: SheetValue): string {
  return value === undefined ? '' : String(value);
}
