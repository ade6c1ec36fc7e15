import { describe, expect, it } from 'vitest';
import {
  cgiEscape,
  encodeComponent,
  isFileName,
  traverses,
} from '../../../../src/sandbox/gitlab/ml/names';
import { nickname } from '../../../../src/sandbox/gitlab/ml/nickname';
import { compareSemver, nextVersion, parseSemver } from '../../../../src/sandbox/gitlab/ml/semver';

describe('names of files', () => {
  it('encodes as Ruby does, in its two ways', () => {
    const text = "a b/ü+~*'(1).txt";
    expect([encodeComponent(text), cgiEscape(text)]).toEqual([
      'a%20b%2F%C3%BC%2B%7E*%27%281%29.txt',
      'a+b%2F%C3%BC%2B~%2A%27%281%29.txt',
    ]);
  });

  it('knows a file name and a way out of a folder', () => {
    const good = ['a.txt', 'a b+c_-1', '..a'];
    const bad = ['a/b', 'ä', '', 'a\nb', '<img>'];
    expect([...good, ...bad].map(isFileName)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(['..', 'a/../b', '/a', 'a..b', 'a/..b'].map(traverses)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('versions', () => {
  it('goes up by the major number and keeps the rest', () => {
    expect([undefined, '1.0.0', '0.0.1', '1.2.3-rc.1+b'].map(nextVersion)).toEqual([
      '1.0.0',
      '2.0.0',
      '1.0.1',
      '2.2.3-rc.1+b',
    ]);
  });

  it('takes semantic versions only and orders them by their numbers', () => {
    const good = ['1.2.3-a.1+b', '0.0.0', '10.20.30'];
    const bad = ['1.2', 'v1.2.3', '01.0.0', '1.0.0-', '1.0.0-01', ''];
    expect(good.map((text) => parseSemver(text) !== undefined)).toEqual([true, true, true]);
    expect(bad.map((text) => parseSemver(text))).toEqual(bad.map(() => undefined));
    expect(['1.10.0', '1.9.0', '1.10.0-rc', '0.99.99'].sort(compareSemver)).toEqual([
      '0.99.99',
      '1.9.0',
      '1.10.0',
      '1.10.0-rc',
    ]);
  });
});

it('makes a nickname of three animals and a number', () => {
  const sequence = [0, 1, 2, 42];
  expect(nickname(() => sequence.shift() ?? 0)).toBe('alligator-armadillo-badger-42');
});
