import { describe, expect, it } from 'vitest';
import { formatToml, parseToml, TomlError } from '../../../../src/sandbox/runner/toml';

const text = `concurrent = 1 # jobs at once
check_interval = 0
log_level = "warn # not a comment"

[session_server]
  session_timeout = 1800

[[runners]]
  name = "a \\"quoted\\" name"
  url = 'https://gitlab'
  environment = ["A=1", "B=2",]
  [runners.cache]
    MaxUploadedArchiveSize = 0

[[runners]]
  name = "second"
  locked = false
`;

describe('config.toml', () => {
  it('is read as gitlab-runner writes it', () => {
    expect(parseToml(text)).toEqual({
      concurrent: 1,
      check_interval: 0,
      log_level: 'warn # not a comment',
      session_server: { session_timeout: 1800 },
      runners: [
        {
          name: 'a "quoted" name',
          url: 'https://gitlab',
          environment: ['A=1', 'B=2'],
          cache: { MaxUploadedArchiveSize: 0 },
        },
        { name: 'second', locked: false },
      ],
    });
  });

  it('is the same after writing and reading', () => {
    const table = parseToml(text);
    expect(parseToml(formatToml(table))).toEqual(table);
  });

  it('is refused with the line that cannot be read', () => {
    expect(() => parseToml('a = 1\nwhat is this')).toThrow(
      new TomlError('line 2: expected key = value'),
    );
    expect(() => parseToml('a = {}')).toThrow(TomlError);
  });
});
