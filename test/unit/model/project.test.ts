import { describe, expect, it } from 'vitest';
import { nextExperimentBranch } from '../../../src/model/project';
import {
  isActive,
  isCancelable,
  isFinished,
  isPlayable,
  isRetryable,
  ciStatus,
  ciStatuses,
  mergeRequestOfRef,
} from '../../../src/model/pipeline';
import { modelNameProblem } from '../../../src/model/registry';
import { parseServerAddress } from '../../../src/model/serverAddress';
import { canBeMasked, daysLeft, missingScopes } from '../../../src/model/setup';

describe('experiment branches', () => {
  it('are numbered one above the highest', () => {
    expect(nextExperimentBranch(['main', 'mlops-experiment-2', 'mlops-experiment-10'])).toBe(
      'mlops-experiment-11',
    );
    expect(nextExperimentBranch(['mlops-experiment-2-old'])).toBe('mlops-experiment-1');
  });
});

describe('the status of jobs', () => {
  it('says what can be done', () => {
    const table = ciStatuses.map((status) => {
      const can = [
        isActive(status) && 'moves',
        isFinished(status) && 'ended',
        isPlayable({ status }) && 'play',
        isCancelable({ status }) && 'cancel',
        isRetryable({ status }) && 'retry',
      ].filter(Boolean);
      return `${status}: ${can.join(' ')}`;
    });
    expect(table).toEqual([
      'created: moves cancel',
      'waiting_for_resource: moves cancel',
      'preparing: moves cancel',
      'waiting_for_callback: moves cancel',
      'pending: moves cancel',
      'running: moves cancel',
      'success: ended retry',
      'failed: ended retry',
      'canceling: moves',
      'canceled: ended retry',
      'skipped: ended',
      'manual: play',
      'scheduled: moves play cancel',
      'unknown: ',
    ]);
  });

  it('is read in any case of letters', () => {
    expect([ciStatus('SUCCESS'), ciStatus('new_in_19')]).toEqual(['success', 'unknown']);
  });

  it('belongs to the merge request its ref names', () => {
    expect(mergeRequestOfRef('refs/merge-requests/7/head')).toBe(7);
    expect(mergeRequestOfRef('refs/heads/main')).toBeUndefined();
  });
});

describe('the address of a GitLab', () => {
  it.each([
    ['gitlab.example.com', 'https://gitlab.example.com'],
    ['https://example.com/gitlab/', 'https://example.com/gitlab'],
    ['https://Example.com:8443/?a=b#c', 'https://example.com:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%s is %s', (text, url) => {
    expect(parseServerAddress(text)).toEqual({ kind: 'ok', url });
  });

  it.each([
    '',
    'http://gitlab.example.com',
    'https://me:secret@example.com',
    'ftp://example.com',
    'https://',
  ])('"%s" is refused with what to do', (text) => {
    expect(parseServerAddress(text).kind).toBe('problem');
  });

  it('does not take a host that only begins like loopback for loopback', () => {
    expect(parseServerAddress('http://127.0.0.1.example.com').kind).toBe('problem');
    expect(parseServerAddress('http://localhost.example.com').kind).toBe('problem');
  });
});

describe('setting a project up', () => {
  it('knows which scopes a token lacks', () => {
    expect(missingScopes({ scopes: ['read_api'] })).toEqual(['api']);
    expect(missingScopes({ scopes: ['api'] }, ['read_user', 'create_runner', 'sudo'])).toEqual([
      'sudo',
    ]);
  });

  it('counts the days a token has left', () => {
    const now = Date.parse('2030-01-01T12:00:00Z');
    expect(
      ['2030-01-03', '2030-01-01', undefined].map((expiresOn) => daysLeft({ expiresOn }, now)),
    ).toEqual([1, -1, undefined]);
  });

  it('knows what GitLab masks', () => {
    expect([
      canBeMasked('glpat-12345678', false),
      canBeMasked('short', false),
      canBeMasked('has space in it', true),
      canBeMasked('dollar$dollar', false),
      canBeMasked('dollar$dollar', true),
    ]).toEqual([true, false, false, false, true]);
  });

  it('says what is wrong with the name of a model', () => {
    expect(modelNameProblem('loan-prediction-demo')).toBeUndefined();
    expect(modelNameProblem('has space')).toContain('without spaces');
    expect(modelNameProblem('x'.repeat(256))).toContain('at most 255');
  });
});
