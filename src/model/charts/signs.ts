const segmenter = new Intl.Segmenter('en');

/** Signs as people see them: an emoji of several code points is one. */
export function signsOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** On one line and cut to a number of signs, with an ellipsis. */
export function shortened(text: string, most: number): string {
  // A sign rarely takes more than this; what follows would be cut anyway.
  const start = text.slice(0, most * 16).replaceAll(/\s+/g, ' ');
  const signs = signsOf(start);
  if (signs.length <= most && start.length === text.length) return start;
  return `${signs.slice(0, most - 1).join('')}…`;
}
