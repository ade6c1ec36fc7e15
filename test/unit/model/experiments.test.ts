import { describe, expect, it } from 'vitest';
import { experimentsMove } from '../../../src/model/experiments';
import { databaseId } from '../../../src/model/ids';
import { experiment, project, run } from '../../support/domain';

describe('experiments', () => {
  it('move while a run is not finished', () => {
    const move = (...statuses: ('finished' | 'running' | 'scheduled' | 'unknown')[]): boolean =>
      experimentsMove({
        project,
        experiments: statuses.map((status, index) => ({
          experiment: experiment(index, 'a', 1),
          runs: [run(index, 'x', {}, { status })],
        })),
      });
    expect([
      move(),
      move('finished', 'unknown'),
      move('finished', 'running'),
      move('scheduled'),
    ]).toEqual([false, false, true, true]);
  });

  it('have numbers at the end of their global ids', () => {
    expect(databaseId('gid://gitlab/Ml::Candidate/90')).toBe(90);
    expect(() => databaseId('gid://gitlab/Ml::Candidate/x')).toThrow('is not a global id');
  });
});
