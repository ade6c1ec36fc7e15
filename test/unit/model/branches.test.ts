import { describe, expect, it } from 'vitest';
import { branchesMove, branchesSnapshot } from '../../../src/model/branches';
import {
  branch,
  job,
  mergeRequest,
  now,
  pipeline,
  project,
  waitingJob,
} from '../../support/domain';

const nothing = { project, branches: [], mergeRequests: [], pipelines: [], local: undefined };

describe('branches with their work', () => {
  it('puts the current one first, then the newest work, the default branch last', () => {
    const commit = branch('x').commit;
    const { branches } = branchesSnapshot({
      ...nothing,
      branches: [
        branch('main'),
        branch('old', { commit: { ...commit, createdAt: now - 9e6 } }),
        branch('new', { commit: { ...commit, createdAt: now - 1e3 } }),
        branch('built', { commit: { ...commit, createdAt: now - 9e6 } }),
      ],
      pipelines: [{ pipeline: pipeline(3, 'built', { createdAt: now }), jobs: [] }],
      local: { branch: 'local-only', changed: 2, ahead: undefined },
    });
    expect(branches.map(({ name }) => name)).toEqual(['local-only', 'built', 'new', 'old', 'main']);
    expect(branches[0]).toMatchObject({
      remote: undefined,
      isCurrent: true,
      local: { changed: 2 },
    });
  });

  it('prefers the open merge request and finds its pipelines by number', () => {
    const { branches } = branchesSnapshot({
      ...nothing,
      branches: [branch('try')],
      mergeRequests: [
        mergeRequest(9, 'try', { state: 'merged' }),
        mergeRequest(5, 'try'),
        mergeRequest(6, 'other'),
      ],
      pipelines: [
        { pipeline: pipeline(31, 'refs/merge-requests/5/head'), jobs: [] },
        { pipeline: pipeline(32, 'refs/merge-requests/6/head'), jobs: [] },
        { pipeline: pipeline(33, 'try'), jobs: [] },
        { pipeline: pipeline(34, 'tr'), jobs: [] },
      ],
    });
    expect(branches[0]?.mergeRequest?.iid).toBe(5);
    expect(branches[0]?.pipelines.map(({ pipeline: { id } }) => id)).toEqual([31, 33]);
  });

  it('falls back on the newest merge request when none is open', () => {
    const { branches } = branchesSnapshot({
      ...nothing,
      branches: [branch('try')],
      mergeRequests: [
        mergeRequest(9, 'try', { state: 'closed' }),
        mergeRequest(5, 'try', { state: 'merged' }),
      ],
    });
    expect(branches[0]?.mergeRequest?.iid).toBe(9);
  });

  it('moves while CI does something by itself, not while a job waits for a person', () => {
    const moves = (status: 'success' | 'running' | 'manual', jobs = [job(1, 'a')]): boolean =>
      branchesMove(
        branchesSnapshot({
          ...nothing,
          branches: [branch('x')],
          pipelines: [{ pipeline: pipeline(1, 'x', { status }), jobs }],
        }),
      );
    expect([
      moves('success'),
      moves('running'),
      moves('manual', [waitingJob(1, 'train')]),
      moves('manual', [waitingJob(1, 'train'), waitingJob(2, 'check', { status: 'pending' })]),
    ]).toEqual([false, true, false, true]);
  });
});
