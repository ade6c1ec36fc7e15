const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
const styles: Readonly<Record<number, string>> = {
  1: 'bold',
  3: 'italic',
  4: 'underline',
  8: 'conceal',
  9: 'cross',
};

interface Look {
  foreground: string | undefined;
  background: string | undefined;
  readonly styles: Set<string>;
}

const section = /^section_(start|end):(\d+):([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?\r(?:\x1b\[0K)?/;
const escape = new RegExp('^\\u001b\\[([0-9;]*)([@-~])');

/**
 * A log as GitLab's pages show it: `<span>`s with `term-…` classes, `<br/>` for line breaks, empty `<div>`s where
 * sections begin and end. Like GitLab it escapes `<` only.
 */
export function ansiToHtml(log: string): string {
  const look: Look = { foreground: undefined, background: undefined, styles: new Set() };
  const sections: string[] = [];
  let html = '';
  let open = false;
  const close = (): void => {
    if (open) html += '</span>';
    open = false;
  };
  const write = (data: string): void => {
    if (!open) html += openTag(look, sections);
    open = true;
    html += data;
  };
  let rest = log;
  while (rest !== '') {
    const marker = section.exec(rest);
    if (marker) {
      close();
      html += sectionTag(sections, marker[1] ?? '', marker[2] ?? '', marker[3] ?? '');
      rest = rest.slice(marker[0].length);
      continue;
    }
    const sequence = escape.exec(rest);
    if (sequence) {
      if (sequence[2] === 'm') {
        close();
        change(look, sequence[1] ?? '');
      }
      rest = rest.slice(sequence[0].length);
      continue;
    }
    // An escape sequence that is not complete yet ends the text.
    if (rest.startsWith('\u001b')) break;
    const line = /^\r?\n/.exec(rest);
    if (line) {
      write('<br/>');
      rest = rest.slice(line[0].length);
      continue;
    }
    const plain = plainText(rest);
    write(plain.replaceAll('<', '&lt;'));
    rest = rest.slice(plain.length);
  }
  close();
  return html;
}

/** Up to the next line break, escape or section marker; at least one character. */
function plainText(rest: string): string {
  const special = /\r?\n|\u001b|section_(?:start|end):/u.exec(rest.slice(1));
  return special === null ? rest : rest.slice(0, special.index + 1);
}

function openTag(look: Look, sections: readonly string[]): string {
  const classes = [
    ...(look.foreground ? [`term-fg-${look.foreground}`] : []),
    ...(look.background ? [`term-bg-${look.background}`] : []),
    ...[...look.styles].map((style) => `term-${style}`),
    ...(sections.length > 0 ? ['section', ...sections.map((name) => `js-s-${name}`)] : []),
  ];
  return classes.length > 0 ? `<span class="${classes.join(' ')}">` : '<span>';
}

function sectionTag(sections: string[], action: string, at: string, name: string): string {
  const attribute = (): string => sections.join(' ');
  if (action === 'start') {
    if (sections.includes(name)) return '';
    sections.push(name);
    return `<div class="section-start" data-timestamp="${at}" data-section="${attribute()}" role="button"></div>`;
  }
  let html = '';
  while (sections.includes(name)) {
    html += `<div class="section-end" data-section="${attribute()}"></div>`;
    sections.pop();
  }
  return html;
}

function change(look: Look, codes: string): void {
  const numbers = codes.split(';').map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    const style = styles[code];
    if (code === 0) reset(look);
    else if (style !== undefined) look.styles.add(style);
    else if (code >= 21 && code <= 29)
      look.styles.delete(styles[code === 22 || code === 21 ? 1 : code - 20] ?? '');
    else if (code === 39) look.foreground = undefined;
    else if (code === 49) look.background = undefined;
    else if ((code === 38 || code === 48) && numbers[at + 1] === 5) {
      const named = `x-${numbers[at + 2] ?? 0}`;
      if (code === 38) look.foreground = named;
      else look.background = named;
      at += 2;
    } else paint(look, code);
  }
}

function paint(look: Look, code: number): void {
  const name = colours[code % 10];
  if (name === undefined) return;
  const tens = Math.floor(code / 10);
  if (tens === 3) look.foreground = name;
  if (tens === 4) look.background = name;
  if (tens === 9) look.foreground = `l-${name}`;
  if (tens === 10) look.background = `l-${name}`;
}

function reset(look: Look): void {
  look.foreground = undefined;
  look.background = undefined;
  look.styles.clear();
}
