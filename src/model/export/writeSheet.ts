import { markdownText } from '../markdownText';
import { plainValue, type Sheet, type SheetFormat, type SheetValue } from './sheet';

export function writeSheet(sheet: Sheet, format: SheetFormat): string {
  switch (format) {
    case 'csv':
      return csv(sheet);
    case 'json':
      return json(sheet);
    case 'markdown':
      return markdown(sheet);
    case 'latex':
      return latex(sheet);
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers. */
function csv({ columns, rows }: Sheet): string {
  const line = (cells: readonly SheetValue[]): string => `${cells.map(csvCell).join(',')}\r\n`;
  return [columns, ...rows].map(line).join('');
}

function csvCell(value: SheetValue): string {
  const plain = plainValue(value);
  const text = typeof value === 'string' && isFormula(value) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What OWASP names as the start of a formula, unless it is a number. */
function isFormula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

/** A list of objects; numbers that JSON has no word for are texts. Names that come twice are told apart. */
function json({ columns, rows }: Sheet): string {
  const names = distinct(columns);
  const objects = rows.map((row) =>
    Object.fromEntries(
      names.flatMap((name, index) => {
        const value = row[index];
        if (value === undefined) return [];
        return [[name, typeof value === 'number' && !Number.isFinite(value) ? `${value}` : value]];
      }),
    ),
  );
  return `${JSON.stringify(objects, undefined, 2)}\n`;
}

function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function markdown({ columns, rows }: Sheet): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const numeric = columns.map((_name, index) => isNumeric(rows, index));
  return [
    line(columns.map(markdownText)),
    line(numeric.map((is) => (is ? '---:' : '---'))),
    ...rows.map((row) => line(row.map((value) => markdownText(plainValue(value))))),
    '',
  ].join('\n');
}

/** For `\usepackage{booktabs}`. */
function latex({ columns, rows }: Sheet): string {
  const line = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\`;
  const places = columns.map((_name, index) => (isNumeric(rows, index) ? 'r' : 'l')).join('');
  return [
    `\\begin{tabular}{${places}}`,
    '  \\toprule',
    line(columns.map(latexText)),
    '  \\midrule',
    ...rows.map((row) => line(row.map((value) => latexText(plainValue(value))))),
    '  \\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

const latexWords: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
};

function latexText(text: string): string {
  return text
    .replace(/[\\{}$&#_%~^<>]/g, (sign) => latexWords[sign] ?? `\\${sign}`)
    .replace(/\s+/g, ' ');
}

function isNumeric(rows: Sheet['rows'], column: number): boolean {
  const values = rows.map((row) => row[column]).filter((value) => value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === 'number');
}
