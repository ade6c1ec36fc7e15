import { expect, it } from 'vitest';
import { latestJobs } from '../../../src/model/pipeline';
import { job } from '../../support/domain';

it('keeps the latest job of each name, and the order of the stages when an early job was tried again', () => {
  const jobs = [
    job(9, 'train', { stage: 'train' }),
    job(7, 'report', { stage: 'report' }),
    job(5, 'train', { stage: 'train', status: 'failed' }),
    job(4, 'lint', { stage: 'check' }),
    job(3, 'check', { stage: 'check' }),
  ];
  expect(latestJobs(jobs).map(({ id, name }) => `${name} ${id}`)).toEqual([
    'check 3',
    'lint 4',
    'train 9',
    'report 7',
  ]);
});
