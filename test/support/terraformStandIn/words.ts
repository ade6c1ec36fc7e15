import { faults } from './faults';

/** A line of what is going on, as `-json` has it. */
export function say(value: object, level = 'info'): void {
  const line = JSON.stringify({
    '@level': level,
    '@message': 'stand-in',
    '@module': 'terraform.ui',
    ...value,
  });
  if (!faults.garbage) return void process.stdout.write(`${line}\n`);
  process.stdout.write('warming up \u0007 {"type":\n');
  const middle = Math.floor(line.length / 2);
  process.stdout.write(line.slice(0, middle));
  process.stdout.write(`${line.slice(middle)}\n`);
}

export function diagnose(summary: string, detail: string, address?: string): void {
  say(
    {
      type: 'diagnostic',
      '@message': `Error: ${summary}`,
      diagnostic: { severity: 'error', summary, detail, ...(address && { address }) },
    },
    'error',
  );
}

export const hook = (address: string, action: string, more: object = {}) => ({
  hook: { resource: { addr: address }, action, ...more },
});
