import { isAbsolute, join, relative, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanLog } from '../../../src/model/jobLog';
import { modelCard } from '../../../src/model/modelCard';
import { aliasProblem } from '../../../src/model/registry/aliasChanges';
import { readAliases, writeAliases } from '../../../src/model/registry/aliases';
import { safeSegments } from '../../../src/model/safePath';
import { versionProblem } from '../../../src/model/semver';
import { run } from '../../support/domain';
import { hostileText, randomFrom } from '../../support/hostileTexts';

const cases = 10_000;

describe('ten thousand hostile texts', () => {
  it('lead no download out of its folder, on no system', () => {
    const random = randomFrom(1);
    for (let index = 0; index < cases; index++) {
      const name = hostileText(random);
      const segments = safeSegments(name);
      const path = relative('/chosen', join('/chosen', ...segments));
      const onWindows = win32.relative('C:\\chosen', win32.join('C:\\chosen', ...segments));
      const out =
        path === '' || /^\.\.(\/|$)/.test(path) || isAbsolute(path) || win32.isAbsolute(onWindows);
      if (out || /^\.\.(\\|$)/.test(onWindows)) expect.fail(`case ${index}: ${name} → ${path}`);
      // eslint's rule against control characters in patterns stands in the way of the shorter form.
      for (const segment of segments) {
        for (let at = 0; at < segment.length; at++)
          if (segment.charCodeAt(at) < 32) expect.fail(`case ${index}: ${segment}`);
      }
    }
  });

  it('leave no control sequence in a log', () => {
    const random = randomFrom(2);
    for (let index = 0; index < cases; index++) {
      const clean = cleanLog(`before ${hostileText(random)} after\n`);
      if (clean.includes('\u001b')) expect.fail(`case ${index}: ${JSON.stringify(clean)}`);
    }
  });

  it('stay text in a model card', () => {
    const random = randomFrom(3);
    for (let index = 0; index < cases / 10; index++) {
      const [name, param, value, metric] = Array.from({ length: 4 }, () => hostileText(random));
      const one = run(1, name ?? '', {
        params: { [`p${param}`]: value ?? '' },
        metrics: { [`m${metric}`]: 1 },
        tags: { data: value ?? '' },
      });
      const card = modelCard({ run: one, experiment: name ?? '', projectUrl: 'https://g/p' });
      const inCode = card.replaceAll(/`[^`\n]*`/g, '');
      if (/<[a-z/!]/i.test(inCode.replaceAll(/\\</g, ''))) expect.fail(`case ${index}: ${card}`);
      if (/(^|[^\\])!\[/.test(inCode)) expect.fail(`case ${index}: ${card}`);
      const rows = card.split('\n').filter((line) => line.startsWith('|'));
      for (const row of rows)
        expect(row.replaceAll('\\\\', '').replaceAll('\\|', '').split('|').length, row).toBe(4);
    }
  });

  it('come back from the description of a model, or leave it as it was', () => {
    const random = randomFrom(4);
    for (let index = 0; index < cases; index++) {
      const text = hostileText(random);
      const by = hostileText(random);
      const change = { alias: 'production', version: '1.0.0', at: index, by };
      const read = readAliases(writeAliases({ text, changes: [change] }));
      expect(read.changes, text).toEqual([change]);
      // Nothing that somebody else wrote is taken for ours, and nothing fails.
      readAliases(text);
      aliasProblem(text);
      versionProblem(text);
    }
  });
});
