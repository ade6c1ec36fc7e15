/**
 * Some rows of a frame as a short text: one bit for each row, as base64. Means the same rows as long as the frame is
 * the same.
 */
export function packRowSet(rows: Iterable<number>, count: number): string {
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (const row of rows) {
    const at = row >> 3;
    bits[at] = (bits[at] ?? 0) | (1 << (row & 7));
  }
  let text = '';
  for (const byte of bits) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Rows ascending; undefined for what is no such text. */
export function unpackRowSet(packed: string): number[] | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed) || packed.length % 4 !== 0) return undefined;
  const text = atob(packed);
  const rows: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at);
    for (let bit = 0; byte >> bit !== 0; bit++) if ((byte >> bit) & 1) rows.push(at * 8 + bit);
  }
  return rows;
}
