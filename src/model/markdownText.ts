/** Text stays text, in one line, whatever it holds. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>&~@]/g, '\\$&').replace(/\s+/g, ' ');
}
