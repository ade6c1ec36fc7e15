import { describe, expect, it } from 'vitest';
import { advance, compositeStatus } from '../../../../src/sandbox/gitlab/ci/pipeline/status';
import { type Job, type JobStatus } from '../../../../src/sandbox/gitlab/ciRows';

/** `failed?` is a failed job that may fail. */
function parts(text: string): { status: JobStatus; allowFailure: boolean }[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({
      status: word.replace('?', '') as JobStatus,
      allowFailure: word.endsWith('?'),
    }));
}

describe('the status of several jobs', () => {
  it.each([
    ['', undefined],
    ['success success', 'success'],
    ['success failed?', 'success'],
    ['success failed', 'failed'],
    ['success skipped', 'success'],
    ['skipped manual?', 'skipped'],
    ['manual', 'manual'],
    ['success manual created', 'manual'],
    ['success manual? success', 'success'],
    ['created created', 'created'],
    ['pending created', 'pending'],
    ['running created', 'running'],
    ['success pending', 'running'],
    ['success created', 'running'],
    ['canceled success', 'canceled'],
    ['canceling success', 'canceling'],
    ['failed running', 'running'],
    ['scheduled success', 'scheduled'],
  ])('%s → %s', (text, expected) => {
    expect(compositeStatus(parts(text))).toBe(expected);
  });
});

function job(name: string, stageIndex: number, status: JobStatus, more: Partial<Job> = {}): Job {
  return {
    id: 1,
    pipelineId: 1,
    projectId: 1,
    name,
    stage: String(stageIndex),
    stageIndex,
    status,
    when: 'on_success',
    allowFailure: false,
    tagList: [],
    options: { beforeScript: [], script: [], afterScript: [], variables: {} },
    userId: 1,
    createdAt: 0,
    playVariables: [],
    ...more,
  };
}

describe('a created job', () => {
  it.each<[string, Partial<Job>, Job[], string | undefined]>([
    ['starts in the first stage', {}, [], 'enqueue'],
    ['waits for the stage before', {}, [job('a', 0, 'running')], undefined],
    ['starts after success', {}, [job('a', 0, 'success')], 'enqueue'],
    [
      'starts after a failure that may be',
      {},
      [job('a', 0, 'failed', { allowFailure: true })],
      'enqueue',
    ],
    ['is skipped after a failure', {}, [job('a', 0, 'failed')], 'skip'],
    ['starts on failure', { when: 'on_failure' }, [job('a', 0, 'failed')], 'enqueue'],
    ['is skipped without a failure', { when: 'on_failure' }, [job('a', 0, 'success')], 'skip'],
    ['always starts', { when: 'always' }, [job('a', 0, 'failed')], 'enqueue'],
    ['waits for a person', { when: 'manual' }, [job('a', 0, 'success')], 'actionize'],
    ['waits for its time', { when: 'delayed' }, [], 'schedule'],
    ['waits behind a blocking manual job', {}, [job('a', 0, 'manual')], undefined],
    [
      'passes one that may be left out',
      {},
      [job('a', 0, 'manual', { allowFailure: true })],
      'enqueue',
    ],
    ['starts at once without needs', { needs: [] }, [job('a', 0, 'running')], 'enqueue'],
    [
      'starts when its need is done',
      { needs: ['a'] },
      [job('a', 0, 'success'), job('b', 0, 'running')],
      'enqueue',
    ],
    ['waits for its manual need', { needs: ['a'] }, [job('a', 0, 'manual')], undefined],
    ['is skipped when its need was', { needs: ['a'] }, [job('a', 0, 'skipped')], 'skip'],
    ['is skipped after cancelling', {}, [job('a', 0, 'canceled')], 'skip'],
  ])('%s', (_case, more, others, expected) => {
    const own = job('own', 1, 'created', more);
    expect(advance(own, [...others, own])).toBe(expected);
  });
});
