/** The most that a page may ask to be shown, bytes. */
export const largestPreview = 64 * 1024 * 1024;

export type PreviewKind = 'picture' | 'json' | 'table' | 'text' | 'none';

const pictures = new Map(
  Object.entries({
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    svg: 'image/svg+xml',
  }),
);
const texts =
  /\.(txt|log|md|ya?ml|toml|ini|cfg|py|sh|sql|xml|html?|css|js|ts|r|tex|rst)$|(^|\/)(mlmodel|requirements|readme|license|dockerfile)[^/]*$/i;
const binaries =
  /\.(pkl|pickle|joblib|pt|pth|h5|onnx|bin|npy|npz|parquet|zip|gz|tar|pb|safetensors)$/i;

/** How a file can be shown, by its name; `none` for what is known to be neither picture nor text. */
export function previewKind(path: string): PreviewKind {
  if (pictureType(path) !== undefined) return 'picture';
  if (/\.json$/i.test(path)) return 'json';
  if (/\.(csv|tsv)$/i.test(path)) return 'table';
  if (texts.test(path)) return 'text';
  return binaries.test(path) ? 'none' : 'text';
}

/** Of a picture that browsers draw; undefined otherwise. */
export function pictureType(path: string): string | undefined {
  return pictures.get(/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '');
}

/** Bytes as text; undefined when they are none. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, 8_192);
  if (start.includes(0)) return undefined;
  const text = new TextDecoder('utf-8').decode(bytes);
  const strange = text.slice(0, 8_192).split('\uFFFD').length - 1;
  return strange > 8 ? undefined : text;
}

export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** There were more rows or columns than are kept. */
  readonly cut: boolean;
}

/** Comma or tab separated values, quoted as usual, up to so many rows and columns. */
export function parseTable(text: string, maxRows: number, maxColumns: number): TextTable {
  const firstLine = text.slice(0, text.search(/[\r\n]|$/));
  const tabs = firstLine.split('\t').length;
  const separator = tabs > 1 && tabs >= firstLine.split(',').length ? '\t' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  let cut = false;
  const endCell = (): void => {
    if (row.length < maxColumns) row.push(cell);
    else cut = true;
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at] ?? '';
      else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === separator) endCell();
    else if (letter === '\n') endRow();
    else if (letter !== '\r') cell += letter;
    if (rows.length > maxRows) {
      return { head: rows[0] ?? [], rows: rows.slice(1, maxRows + 1), cut: true };
    }
  }
  if (cell !== '' || row.length > 0) endRow();
  const [head = [], ...rest] = rows;
  return { head, rows: rest.slice(0, maxRows), cut };
}
