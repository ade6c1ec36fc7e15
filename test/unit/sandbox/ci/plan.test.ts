import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../../src/sandbox/gitlab/ci/config/read';
import { type PipelineFacts } from '../../../../src/sandbox/gitlab/ci/pipeline/match';
import { planPipeline } from '../../../../src/sandbox/gitlab/ci/pipeline/plan';

const push: PipelineFacts = {
  source: 'push',
  ref: 'main',
  tag: false,
  changedFiles: ['src/a.py', 'docs/readme.md'],
  files: ['src/a.py', 'docs/readme.md', 'Dockerfile'],
};
const merge: PipelineFacts = { ...push, source: 'merge_request_event', ref: 'exp' };

async function plan(yaml: string, facts = push, upper: Record<string, string> = {}) {
  const config = await readConfig(yaml, async (path) => included[path]);
  const lower = {
    CI_PIPELINE_SOURCE: facts.source,
    ...(facts.source === 'push' ? { CI_COMMIT_BRANCH: facts.ref } : {}),
  };
  const made = planPipeline(config, facts, { lower, upper });
  return made.kind === 'nothing' ? made.reason : made.jobs;
}

const included: Record<string, string> = {
  'ci/train.yml': 'train: { script: [from include], tags: [gpu] }\n.hidden: { script: [never] }\n',
};

async function names(yaml: string, facts = push, upper: Record<string, string> = {}) {
  const jobs = await plan(yaml, facts, upper);
  return typeof jobs === 'string'
    ? jobs
    : jobs.map((job) => `${job.name}:${job.when}:${job.allowFailure}`);
}

const nothing =
  'Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being added to the pipeline.';

describe('a job gets into a pipeline', () => {
  it.each([
    ['without rules, for a push', 'a: { script: x }', push, ['a:on_success:false']],
    ['without rules, not for a merge request', 'a: { script: x }', merge, nothing],
    ['manual outside rules: may fail', 'a: { script: x, when: manual }', push, ['a:manual:true']],
    [
      'manual by a rule: blocks',
      'a: { script: x, rules: [{ when: manual }] }',
      push,
      ['a:manual:false'],
    ],
    [
      'manual with rules that say nothing of it: blocks',
      'a: { script: x, when: manual, rules: [{ if: $CI_COMMIT_BRANCH }] }',
      push,
      ['a:manual:false'],
    ],
    [
      'by the first rule that holds',
      'a: { script: x, rules: [{ if: $NO, when: never }, { if: $CI_COMMIT_BRANCH, allow_failure: true }, { when: manual }] }',
      push,
      ['a:on_success:true'],
    ],
    ['not when no rule holds', 'a: { script: x, rules: [{ if: $NO }] }', push, nothing],
    ['not when never', 'a: { script: x, when: never }', push, nothing],
    [
      'when its files changed',
      'a: { script: x, rules: [{ changes: ["src/**/*"] }] }',
      push,
      ['a:on_success:false'],
    ],
    ['not when others changed', 'a: { script: x, rules: [{ changes: [lib/*] }] }', push, nothing],
    [
      'when a file exists',
      'a: { script: x, rules: [{ exists: [Dockerfile], when: delayed, start_in: 5 minutes }] }',
      push,
      ['a:delayed:false'],
    ],
    ['not when it does not', 'a: { script: x, rules: [{ exists: ["*.toml"] }] }', push, nothing],
    ['only for named branches', 'a: { script: x, only: [main] }', push, ['a:on_success:false']],
    ['only by pattern', 'a: { script: x, only: [/^ma/] }', push, ['a:on_success:false']],
    ['except named ones', 'a: { script: x, except: [main] }', push, nothing],
    [
      'only merge requests',
      'a: { script: x, only: [merge_requests] }',
      merge,
      ['a:on_success:false'],
    ],
    [
      'unless the workflow refuses',
      'workflow: { rules: [{ if: $CI_PIPELINE_SOURCE == "merge_request_event" }] }\na: { script: x }',
      push,
      'Pipeline filtered out by workflow rules.',
    ],
  ] as const)('%s', async (_case, yaml, facts, expected) => {
    expect(await names(yaml, facts)).toEqual(expected);
  });

  it('lets variables of the project and of the pipeline stand above those of the file', async () => {
    const yaml = 'variables: { MODE: a }\na: { script: x, rules: [{ if: $MODE == "b" }] }';
    expect(await names(yaml)).toBe(nothing);
    expect(await names(yaml, push, { MODE: 'b' })).toEqual(['a:on_success:false']);
  });
});

describe('a configuration', () => {
  it('is made of defaults, templates, references, anchors and local files', async () => {
    const jobs = await plan(`
include: { local: /ci/train.yml }
stages: [prepare, train]
default: { image: python:3.11, before_script: [hello], tags: [small] }
variables:
  SEED: { value: "1", description: the seed }
  RAW: { value: "$SEED", expand: false }
.base: &base
  stage: train
  variables: { LR: 0.1 }
.more: { extends: .base, variables: { DEPTH: 3 }, artifacts: { paths: [out], expire_in: 1 week } }
prepare: { stage: prepare, script: [[one, [two]], three] }
train:
  extends: .more
  script:
    - !reference [.steps, script]
    - last
  needs: [{ job: prepare, artifacts: false }]
  rules: [{ if: $SEED == "1", variables: { SEED: "2" } }]
.steps: { script: [first, second] }
other: { <<: *base, script: [x], inherit: { variables: [SEED], default: false } }
`);
    expect(jobs).toEqual([
      {
        name: 'prepare',
        stage: 'prepare',
        stageIndex: 1,
        when: 'on_success',
        allowFailure: false,
        tagList: ['small'],
        options: {
          image: 'python:3.11',
          beforeScript: ['hello'],
          script: ['one', 'two', 'three'],
          afterScript: [],
          variables: { SEED: '1', RAW: '$SEED' },
          rawVariables: ['RAW'],
        },
      },
      {
        name: 'train',
        stage: 'train',
        stageIndex: 2,
        when: 'on_success',
        allowFailure: false,
        tagList: ['gpu'],
        needs: ['prepare'],
        options: {
          image: 'python:3.11',
          beforeScript: ['hello'],
          script: ['first', 'second', 'last'],
          afterScript: [],
          variables: { SEED: '2', RAW: '$SEED', LR: '0.1', DEPTH: '3' },
          rawVariables: ['RAW'],
          artifacts: { paths: ['out'], expireIn: '1 week' },
          dependencies: [],
        },
      },
      {
        name: 'other',
        stage: 'train',
        stageIndex: 2,
        when: 'on_success',
        allowFailure: false,
        tagList: [],
        options: {
          beforeScript: [],
          script: ['x'],
          afterScript: [],
          variables: { SEED: '1', LR: '0.1' },
        },
      },
    ]);
  });

  it.each([
    ['a: {}', 'jobs:a config should implement the script:, run:, or trigger: keyword'],
    ['a: { script: x, colour: red }', 'jobs:a config contains unknown keys: colour'],
    [
      'a: { script: 1 }',
      'jobs:a:script config should be a string or a nested array of strings up to 10 levels deep',
    ],
    ['.a: { script: x }', 'jobs config should contain at least one visible job'],
    [
      'a: { script: x, stage: fly }',
      'a job: chosen stage fly does not exist; available stages are .pre, build, test, deploy, .post',
    ],
    ['a: { script: x, needs: [b] }', 'a job: undefined need: b'],
    ['a: { script: x, extends: .b }', 'a: unknown keys in `extends` (.b)'],
    [
      '.a: { extends: .b }\n.b: { extends: .a }\nc: { script: x, extends: .a }',
      '.a: circular dependency detected in `extends`',
    ],
    [
      'a: { script: x, rules: [{ if: "$A ==" }] }',
      'jobs:a:rules:rule if invalid expression syntax',
    ],
    [
      'a: { script: x, rules: [], only: [main] }',
      'jobs:a config key may not be used with `rules`: only',
    ],
    ['a: { script: x, retry: 5 }', 'jobs:a:retry max must be less than or equal to 2'],
    ['include: gone.yml\na: { script: x }', 'Local file `gone.yml` does not exist!'],
    ['a: { script: [!reference [.b, script]] }', '!reference [".b","script"] could not be found'],
    ['a: [', 'Invalid YAML syntax'],
    [
      'a: { script: x, rules: [{ if: $NO }] }\nb: { script: x, needs: [a] }',
      "'b' job needs 'a' job, but 'a' does not exist in the pipeline.",
    ],
  ])('%s is refused', async (yaml, message) => {
    await expect(plan(yaml)).rejects.toThrow(message);
  });

  it('lets go of optional needs that are not in the pipeline', async () => {
    const jobs = await plan(
      'a: { script: x, rules: [{ if: $NO }] }\nb: { script: x, needs: [{ job: a, optional: true }] }',
    );
    expect(jobs).toMatchObject([{ name: 'b', needs: [] }]);
  });
});
