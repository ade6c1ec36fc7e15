import { describe, expect, it } from 'vitest';
import { suggestByChange } from '../../../../src/model/registry/changeKind';
import { run } from '../../../support/domain';

const trained = (
  params: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>> = {},
) => run(1, 'a', { params, tags });
const commit = (sha: string) => ({ 'mlflow.source.git.commit': sha.repeat(40) });
const before = trained({ depth: '3', seed: '1', model: 'Tree' }, { data: 'v3', ...commit('a') });

describe('the next version', () => {
  it.each([
    [
      'trained again',
      trained({ depth: '3', seed: '9', model: 'Tree' }, { data: 'v3', ...commit('a') }),
      {
        kind: 'patch',
        version: '0.1.1',
        reason: 'trained again with the same inputs, parameters and code',
      },
    ],
    [
      'other code',
      trained({ depth: '3', seed: '1', model: 'Tree' }, { data: 'v3', ...commit('b') }),
      { kind: 'minor', version: '0.2.0', reason: 'same inputs and parameters, other code' },
    ],
    [
      'other parameters',
      trained({ depth: '4', seed: '1', model: 'Tree', leaf: '2' }, { data: 'v3', ...commit('a') }),
      { kind: 'minor', version: '0.2.0', reason: 'same inputs, other depth, leaf' },
    ],
    [
      'another kind of model',
      trained({ model: 'Forest' }, { data: 'v3' }),
      { kind: 'major', version: '1.0.0', reason: 'another model' },
    ],
    [
      'other inputs',
      trained({ depth: '3' }, { data: 'v4' }),
      { kind: 'major', version: '1.0.0', reason: 'other inputs: data differs' },
    ],
  ])('after %s', (_name, after, expected) => {
    expect(suggestByChange(['0.1.0', '0.0.1'], before, after)).toEqual(expected);
  });

  it('is the first one when there is none, and minor when nothing is known', () => {
    expect(suggestByChange([], undefined, before)).toMatchObject({
      version: '0.0.1',
      kind: 'first',
    });
    expect(suggestByChange(['0.1.0'], undefined, before)).toMatchObject({ version: '0.2.0' });
  });
});
