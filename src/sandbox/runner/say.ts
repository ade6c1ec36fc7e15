/** Lines for people, in the form of gitlab-runner: on standard error, a field or two at the end. */
export function say(text: string, fields: Readonly<Record<string, string | number>> = {}): void {
  const end = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  process.stderr.write(`${end.length > 0 ? `${text.padEnd(51)} ${end.join(' ')}` : text}\n`);
}

/** Ends the program with gitlab-runner's word for it. */
export class Fatal extends Error {}
