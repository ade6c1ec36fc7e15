import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/sandbox/gitlab/ci/config/read';
import { planPipeline } from '../../../src/sandbox/gitlab/ci/pipeline/plan';
import { type Pipeline } from '../../../src/sandbox/gitlab/ciRows';

const file = new URL('../../../sample/.gitlab-ci.yml', import.meta.url);

describe('the pipeline of the sample', () => {
  it('waits in a merge request for somebody to play the training', async () => {
    expect(await jobsOf('merge_request_event', 'mlops-experiment-1')).toEqual([
      'check: on_success',
      'trigger_train: manual',
      'report: on_success after trigger_train',
    ]);
  });

  it('trains on the default branch by hand too, where nothing waits for it', async () => {
    expect(await jobsOf('push', 'main')).toEqual([
      'check: on_success',
      'trigger_train: manual, may fail',
    ]);
  });

  it('has nothing to do for a push to another branch', async () => {
    expect(await jobsOf('push', 'mlops-experiment-1')).toEqual([]);
  });
});

async function jobsOf(source: Pipeline['source'], ref: string): Promise<string[]> {
  const config = await readConfig(await readFile(file, 'utf8'), async () => undefined);
  const branch: Record<string, string> = source === 'push' ? { CI_COMMIT_BRANCH: ref } : {};
  const upper = { CI_DEFAULT_BRANCH: 'main', CI_PIPELINE_SOURCE: source, ...branch };
  const facts = { source, ref, tag: false, changedFiles: undefined, files: [] };
  const plan = planPipeline(config, facts, { lower: {}, upper });
  if (plan.kind === 'nothing') return [];
  return plan.jobs.map((job) => {
    const after = job.needs === undefined ? '' : ` after ${job.needs.join(', ')}`;
    return `${job.name}: ${job.when}${job.allowFailure ? ', may fail' : ''}${after}`;
  });
}
