/**
 * Compares as people count: `run-9` before `run-10`, capitals beside their small letters. Much faster than a collator,
 * which a column of ten thousand names cannot wait for.
 */
export function naturalOrder(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(j);
    if (isDigit(x) && isDigit(y)) {
      const endOfX = endOfDigits(a, i);
      const endOfY = endOfDigits(b, j);
      const fromX = skipZeros(a, i, endOfX);
      const fromY = skipZeros(b, j, endOfY);
      const longer = endOfX - fromX - (endOfY - fromY);
      if (longer !== 0) return longer;
      for (let k = 0; k < endOfX - fromX; k++) {
        const differs = a.charCodeAt(fromX + k) - b.charCodeAt(fromY + k);
        if (differs !== 0) return differs;
      }
      i = endOfX;
      j = endOfY;
    } else {
      const differs = lowered(x) - lowered(y);
      if (differs !== 0) return differs;
      i++;
      j++;
    }
  }
  const rest = a.length - i - (b.length - j);
  return rest !== 0 ? rest : a < b ? -1 : a > b ? 1 : 0;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}

function skipZeros(text: string, from: number, end: number): number {
  let at = from;
  while (at < end - 1 && text.charCodeAt(at) === 48) at++;
  return at;
}

/** Latin and Cyrillic capitals as their small letters; ё stands after е. */
function lowered(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  if (code >= 0x410 && code <= 0x42f) return code + 32;
  if (code === 0x401 || code === 0x451) return 0x435 + 0.5;
  return code;
}
