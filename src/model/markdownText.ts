/** Text stays text, in one line, whatever it holds. An underscore within a word means nothing and stays as it is. */
export function markdownText(text: string): string {
  return text
    .replace(/[\\`*{}[\]()#+!|<>&~@]|(?<![a-z0-9])_|_(?![a-z0-9])/gi, '\\$&')
    .replace(/\s+/g, ' ');
}
