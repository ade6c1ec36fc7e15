/**
 * Turns a job's raw log, which arrives in pieces, into text for people: no control sequences, no section markers,
 * no time stamps in front, and of a line that was written over (progress bars) only what it said last.
 */
export interface LogCleaner {
  /** What became readable with this piece: whole lines. */
  push(piece: string): string;
  /** The unfinished last line. */
  end(): string;
}

export function createLogCleaner(): LogCleaner {
  let waiting = '';
  let current: string | undefined;
  let stamped: boolean | undefined;

  const flush = (): string => {
    const text = current === undefined ? undefined : cleanLine(current);
    current = undefined;
    return text === undefined ? '' : `${text}\n`;
  };

  const take = (raw: string): string => {
    const stamp = stamped === false ? null : stampPattern.exec(raw);
    stamped ??= stamp !== null;
    if (!stamp) {
      const before = flush();
      current = raw;
      return before;
    }
    const body = raw.slice(stamp[0].length);
    if (stamp[1] === '+' && current !== undefined) {
      current += body;
      return '';
    }
    const before = flush();
    current = body;
    return before;
  };

  return {
    push(piece) {
      const lines = (waiting + piece).split('\n');
      waiting = lines.pop() ?? '';
      const text = lines.map(take).join('');
      // Only in logs with time stamps may a later line belong to this one.
      return stamped ? text : text + flush();
    },
    end() {
      const text = waiting === '' ? '' : take(waiting);
      waiting = '';
      return text + flush();
    },
  };
}

/** A whole log at once. */
export function cleanLog(raw: string): string {
  const cleaner = createLogCleaner();
  return cleaner.push(raw) + cleaner.end();
}

/** `2024-05-22T12:43:46.962646Z 00O ` or with `+` at its end, as runners write since 17.1; a `+` line goes on with the line before. */
const stampPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z [0-9a-f]{2}[OE]([ +])/;

const sectionMarker = /section_(?:start|end):\d+:[A-Za-z0-9_.-]+(?:\[[^\]]*\])?\r?/g;

// The patterns are about control characters: they are built from text to say so.
const escapes = new RegExp(
  [
    '\\u001b\\[[0-?]*[ -/]*[@-~]',
    '\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)?',
    '\\u001b[@-Z\\\\-_]',
    '\\u001b[()#][0-9A-Za-z]',
  ].join('|'),
  'g',
);
const controls = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]', 'g');

/** Undefined for a line that consists of markers only. */
function cleanLine(raw: string): string | undefined {
  const hadMarker = raw.includes('section_');
  const plain = raw.replace(sectionMarker, '').replace(escapes, '').replace(/\r+$/, '');
  const shown = plain.slice(plain.lastIndexOf('\r') + 1).replace(controls, '');
  return hadMarker && shown === '' && raw !== '' ? undefined : shown;
}
