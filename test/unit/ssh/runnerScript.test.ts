import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { installScript, type RunnerSettings, uninstallScript } from '../../../src/ssh/runnerScript';
import { quote, uploadCommand } from '../../../src/ssh/shell';

const settings: RunnerSettings = {
  url: 'https://gitlab.example:8443/git',
  name: 'vm-mlops',
  executor: 'auto',
  image: 'python:3.11',
  caPem: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n',
};

describe('the script for the machine', () => {
  it('is this one', async () => {
    const text = installScript(settings, 'glrt-token');
    await expect(text).toMatchFileSnapshot('../../fixtures/ssh/installRunner.txt');
    await expect(uninstallScript(settings)).toMatchFileSnapshot(
      '../../fixtures/ssh/uninstallRunner.txt',
    );
  });

  it('is read whole by a plain POSIX shell', () => {
    for (const text of [installScript(settings, 't'), uninstallScript(settings)]) {
      execFileSync('sh', ['-n'], { input: text });
    }
  });

  it('holds values that look like commands as text', () => {
    const image = `x'; touch /tmp/never; echo '$(id)`;
    const text = installScript({ ...settings, image }, `a'b`);
    const values = text.slice(0, text.indexOf('\nset -eu'));
    const shown = execFileSync('sh', ['-s'], {
      input: `${values}\nprintf '%s|%s' "$image" "$token"`,
      encoding: 'utf8',
    });
    expect(shown).toBe(`${image}|a'b`);
  });

  it.each(['', '-x', 'a\nb', 'a|b', "a'b"])('refuses the name %j', (name) => {
    expect(() => installScript({ ...settings, name }, 't')).toThrow(/cannot be the name/);
  });

  it('refuses what is no address of a GitLab', () => {
    expect(() => installScript({ ...settings, url: 'ftp://x' }, 't')).toThrow(/not the address/);
  });
});

describe('words for a shell', () => {
  it.each(['', "it's", '$(id)', 'a\nb', '\\', '--'])('are one word: %j', (word) => {
    const shown = execFileSync('sh', ['-c', `printf '%s|' ${quote(word)}`], { encoding: 'utf8' });
    expect(shown).toBe(`${word}|`);
  });

  it('refuse an empty path', () => {
    expect(() => uploadCommand('', 0o600)).toThrow(/not a path/);
  });
});
