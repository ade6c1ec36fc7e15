import { describe, expect, it } from 'vitest';
import { compareVersions, suggestVersions, versionProblem } from '../../../src/model/semver';

describe('semantic versions', () => {
  it('orders them as semver.org does', () => {
    const ordered = [
      'not a version',
      '0.9.0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.2.0',
      '1.10.0',
      '10.0.0',
    ];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });

  it('suggests 0.0.1 for a model without versions', () => {
    expect(suggestVersions([])).toEqual([{ kind: 'first', version: '0.0.1' }]);
    expect(suggestVersions(['old'])).toEqual([{ kind: 'first', version: '0.0.1' }]);
  });

  it('suggests one step above the highest version, whatever the order', () => {
    expect(suggestVersions(['0.10.3', '0.9.7']).map((one) => one.version)).toEqual([
      '0.10.4',
      '0.11.0',
      '1.0.0',
    ]);
  });

  it('suggests the release that a pre-release announced', () => {
    expect(suggestVersions(['1.4.0-rc.2'])[0]).toEqual({ kind: 'patch', version: '1.4.0' });
  });

  it.each(['1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0+', ' 1.0.0', '1.0.0-01', ''])(
    'refuses "%s" and says how to write it',
    (text) => {
      expect(versionProblem(text)).toContain('three numbers such as 1.4.0');
    },
  );

  it.each(['1.0.0', '0.0.1', '1.0.0-rc.1+build.7', '1.0.0--'])('accepts "%s"', (text) => {
    expect(versionProblem(text)).toBeUndefined();
  });

  it('refuses a version that is taken', () => {
    expect(versionProblem('1.0.0', ['1.0.0'])).toBe(
      'Version 1.0.0 exists already. Choose another one.',
    );
  });
});
