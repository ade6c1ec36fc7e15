/**
 * Paths of `changes`, `exists` and `artifacts`: `*` and `?` stay inside one folder, `**` crosses folders,
 * `{a,b}` is a choice, `[a-z]` a set. Names that begin with a dot are ordinary names.
 */
export function globToRegExp(glob: string): RegExp {
  return new RegExp(`^${translate(glob)}$`);
}

export function matchesGlob(glob: string, path: string): boolean {
  return globToRegExp(glob).test(path);
}

function translate(glob: string): string {
  let result = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at++) {
    const char = glob[at] ?? '';
    if (char === '*' && glob[at + 1] === '*') {
      const whole = (at === 0 || glob[at - 1] === '/') && glob[at + 2] === '/';
      result += whole ? '(?:.*/)?' : '.*';
      at += whole ? 2 : 1;
    } else if (char === '*') result += '[^/]*';
    else if (char === '?') result += '[^/]';
    else if (char === '{') {
      depth++;
      result += '(?:';
    } else if (char === '}' && depth > 0) {
      depth--;
      result += ')';
    } else if (char === ',' && depth > 0) result += '|';
    else if (char === '[') {
      const end = glob.indexOf(']', at + 2);
      if (end < 0) result += '\\[';
      else {
        result += set(glob.slice(at + 1, end));
        at = end;
      }
    } else result += escape(char === '\\' ? (glob[++at] ?? '\\') : char);
  }
  return depth === 0 ? result : escape(glob);
}

function set(inside: string): string {
  const negated = /^[!^]/.test(inside);
  const body = (negated ? inside.slice(1) : inside).replace(/[\\\]]/g, '\\$&');
  return `[${negated ? '^' : ''}${body}]`;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
