/** Writes a step's commands as one script that shows each command before it runs, as gitlab-runner does. */
export function writeScript(commands: readonly string[], shell: 'bash' | 'sh'): string {
  const lines = [shell === 'bash' ? 'set -eo pipefail' : 'set -e', 'set +o noclobber'];
  for (const command of commands) {
    const [first = '', ...rest] = command.replace(/\n+$/, '').split('\n');
    const more = rest.length > 0 ? ' # collapsed multi-line command' : '';
    lines.push(`printf '%s\\n' ${quote(`\u001b[32;1m$ ${first}${more}\u001b[0;m`)}`, command);
  }
  lines.push('exit 0');
  return `${lines.join('\n')}\n`;
}

export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
