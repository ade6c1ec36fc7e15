import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { facts } from '../../../../src/model/query/facts';
import { found } from './queryCase';

const page = readFileSync(new URL('../../../../docs/query.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```query\n(.*?)```/gs)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

describe('the page about queries', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(30);
  });

  it.each(examples)('shows one that finds something: %s', (example) => {
    expect(found(example)).toMatch(/^(?!problem@)./);
  });

  it('names all facts of a run', () => {
    expect(facts.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual(
      [],
    );
  });
});
