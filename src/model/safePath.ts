const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
// Everything Windows refuses in names, and control characters.
const forbidden = new RegExp('[\\u0000-\\u001f\\u007f<>:"|?*]', 'g');

/**
 * The segments under which a file with a foreign name may be saved below a chosen folder: never a way out of it, on
 * no system. At least one; at most 200 bytes each.
 */
export function safeSegments(foreignPath: string): string[] {
  const segments = foreignPath
    .split(/[\\/]+/)
    .map(safeSegment)
    .filter((segment) => segment !== '');
  return segments.length === 0 ? ['file'] : segments;
}

function safeSegment(segment: string): string {
  if (/^\.*\s*$/.test(segment)) return '';
  const plain = segment.replace(forbidden, '_').replace(/[. ]+$/, '');
  const named = reserved.test(plain) ? `_${plain}` : plain;
  return shortened(named);
}

function shortened(name: string): string {
  let bytes = 0;
  let result = '';
  for (const character of name) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > 200) break;
    result += character;
  }
  return result;
}
