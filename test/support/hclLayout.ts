/**
 * Reads a configuration of HCL as far as its layout goes: strings, heredocs, brackets, indentation and the `=` of
 * neighbours. Answers what is wrong, one sentence per line; empty when nothing is.
 */
export function hclProblems(text: string): string[] {
  const problems: string[] = [];
  const say = (at: number, what: string): void => void problems.push(`line ${at + 1}: ${what}`);
  if (!text.endsWith('\n') || text.endsWith('\n\n'))
    problems.push('does not end with one line end');
  const lines = text.split('\n').slice(0, -1);
  const open: string[] = [];
  let heredoc = false;
  let run: { at: number; column: number; name: number }[] = [];
  const closeRun = (): void => {
    const column = Math.max(0, ...run.map(({ name }) => name)) + 1;
    for (const one of run) if (one.column !== column) say(one.at, '`=` is not aligned');
    run = [];
  };
  for (const [at, line] of lines.entries()) {
    if (heredoc) {
      if (line.trim() === 'EOT') heredoc = false;
      if (!heredoc && line !== `${'  '.repeat(open.length)}EOT`) say(at, 'marker is not indented');
      continue;
    }
    if (/\s$/.test(line)) say(at, 'ends with a blank');
    if (line === '' && (lines[at - 1] === '' || at === 0)) say(at, 'blank line too many');
    const content = line.trimStart();
    const closes = /^[}\])]/.test(content) ? 1 : 0;
    if (line !== '' && line.length - content.length !== 2 * (open.length - closes)) {
      say(at, `indented by ${line.length - content.length}`);
    }
    const before = open.length;
    if (!content.startsWith('#')) readBrackets(content, open, (what) => say(at, what));
    heredoc = content.endsWith('<<-EOT');
    const short = /^([\w-]+) *= \S/.exec(content);
    if (short && open.length === before && !heredoc) {
      run.push({ at, column: content.indexOf('='), name: short[1]?.length ?? 0 });
      continue;
    }
    closeRun();
    if (short && content.indexOf('=') !== (short[1]?.length ?? 0) + 1)
      say(at, 'more than one blank');
  }
  closeRun();
  if (heredoc) problems.push('a heredoc is not closed');
  if (open.length > 0) problems.push(`not closed: ${open.join(' ')}`);
  return problems;
}

const pairs: Readonly<Record<string, string>> = { '}': '{', ']': '[', ')': '(' };

/** Strings begin and end on one line; `${` in them opens an expression. */
function readBrackets(line: string, open: string[], say: (what: string) => void): void {
  const depth = open.length;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? '';
    if (open.at(-1) === '"') {
      if (sign === '\\') at++;
      else if (sign === '"') open.pop();
      else if ((sign === '$' || sign === '%') && line[at + 1] === '{') {
        open.push('${');
        at++;
      } else if ((sign === '$' || sign === '%') && line[at + 1] === sign && line[at + 2] === '{') {
        at += 2;
      }
      continue;
    }
    if (sign === '"' || sign === '{' || sign === '[' || sign === '(') open.push(sign);
    const opened = pairs[sign];
    if (opened === undefined) continue;
    const last = open.pop();
    if (last !== opened && !(sign === '}' && last === '${'))
      say(`"${sign}" closes "${last ?? ''}"`);
  }
  if (open.slice(depth).includes('"')) say('a string is not closed');
}
