import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { never } from '../../../src/base/wait';
import { followLog } from '../../../src/gitlab/followLog';
import { createGraphQL } from '../../../src/gitlab/graphql';
import { createMlflow } from '../../../src/gitlab/mlflow';
import { fittingPageSize } from '../../../src/gitlab/pageSize';
import { parseValue } from '../../../src/gitlab/parse';
import { snakeKeys, toQuery } from '../../../src/gitlab/rest/rest';
import { createRunPages } from '../../../src/gitlab/runPages';
import { wholeFrom } from '../../../src/gitlab/toRun';
import {
  type ExperimentId,
  type JobId,
  type PipelineId,
  type ProjectId,
} from '../../../src/model/ids';
import { groupMetrics, type LoggedPoint } from '../../../src/model/run';
import { type CiStatus, type Job } from '../../../src/model/pipeline';
import { recordedHttp } from './recordedHttp';

describe('the size of a page', () => {
  it('is the largest that fits the measured cost', () => {
    const cost = (size: number) => 40 + 3 * size;
    const measured: { size: number; score: number }[] = [];
    const tried: number[] = [];
    for (let i = 0; i < 3; i++) {
      const size = fittingPageSize(measured, 250);
      tried.push(size);
      measured.push({ size, score: cost(size) });
    }
    expect(tried).toEqual([100, 50, 70]);
    expect(fittingPageSize([], 250)).toBe(100);
    expect(fittingPageSize([{ size: 1, score: 999 }], 250)).toBe(1);
  });

  it('shrinks when the server refuses, and stays so for the pages after', async () => {
    const asked: number[] = [];
    const http = recordedHttp((request) => {
      const { first, after } = variablesOf(request.body);
      asked.push(first);
      const score = 40 + 3 * first;
      if (score > 250) {
        return {
          errors: [
            { message: `Query has complexity of ${score}, which exceeds max complexity of 250` },
          ],
        };
      }
      const pageInfo = { hasNextPage: after !== 'b', endCursor: after === undefined ? 'a' : 'b' };
      return {
        data: {
          queryComplexity: { score, limit: 250 },
          mlExperiment: { candidateCount: 0, candidates: { edges: [], pageInfo } },
        },
      };
    });
    const pages = createRunPages(createGraphQL(http), createMlflow(http), 'https://gitlab.test');
    const id = 'gid://gitlab/Ml::Experiment/1' as ExperimentId;
    let after: string | undefined;
    do after = (await pages.page(1 as ProjectId, id, after, 100, never)).next;
    while (after !== undefined);
    expect(asked).toEqual([100, 50, 70, 70]);
  });
});

describe('the whole data of a run', () => {
  const point = (name: string, value: number, step: number, order: number): LoggedPoint => ({
    name,
    value,
    step,
    order,
    at: 1_000 + step,
  });
  const first = {
    params: [],
    tags: [],
    complete: false,
    points: [point('loss', 0.1, 2, 902), point('loss', 0.2, 1, 901)],
  };
  const mlflow = (points: LoggedPoint[]) => ({
    startedAt: undefined,
    endedAt: undefined,
    params: [],
    tags: [],
    points,
  });
  const oldestFirst = [
    point('once', 7, 0, 0),
    point('loss', 0.3, 0, 1),
    point('loss', 0.2, 1, 2),
    point('loss', 0.1, 2, 3),
  ];

  it('has the same latest values whichever way round the server lists points', () => {
    const newestFirst = [...oldestFirst].reverse().map((one, order) => ({ ...one, order }));
    for (const points of [oldestFirst, newestFirst]) {
      const whole = wholeFrom(mlflow(points), first);
      const metrics = groupMetrics(whole?.points ?? []);
      expect(metrics.map((one) => [one.name, one.latest.value, one.points.length])).toEqual([
        ['loss', 0.1, 3],
        ['once', 7, 1],
      ]);
    }
  });

  it('is not taken from a server that tells fewer points than are known', () => {
    expect(wholeFrom(mlflow([point('loss', 0.1, 2, 0)]), first)).toBeUndefined();
  });
});

describe('values on the way', () => {
  it('are written as Rails reads them', () => {
    const query = toQuery({
      perPage: 100,
      scope: ['failed', 'success'],
      filter: { environmentScope: '*' },
      straight: true,
      nothing: undefined,
    });
    expect(decodeURIComponent(query.toString())).toBe(
      'per_page=100&scope[]=failed&scope[]=success&filter[environment_scope]=*&straight=true',
    );
    expect(snakeKeys({ runUntagged: true, list: [{ filePath: 'aB' }] })).toEqual({
      run_untagged: true,
      list: [{ file_path: 'aB' }],
    });
  });

  it('are refused with the place where they are not as promised', () => {
    const schema = z.object({ list: z.array(z.object({ id: z.int() })) });
    expect(() => parseValue(schema, { list: [{ id: 1 }, { id: 'x' }] }, 'read')).toThrow(
      `Cannot read: GitLab's answer is not as expected at "list.1.id".`,
    );
  });

  it('may be NaN or infinite in the MLflow API', async () => {
    const metrics = ['NaN', 'Infinity', '-Infinity', 'inf', null, '0.5'].map((value) => ({
      key: 'm',
      value,
      timestamp: '5',
      step: 1,
    }));
    const http = recordedHttp(() => ({ metrics, next_page_token: null }));
    const points = await createMlflow(http).history(1 as ProjectId, 'e', 'm', never);
    expect(points?.map((one) => one.value)).toEqual([NaN, Infinity, -Infinity, Infinity, NaN, 0.5]);
    expect(points?.[0]?.at).toBe(5);
  });
});

describe('following a log', () => {
  const job = (status: CiStatus): Job => ({
    id: 1 as JobId,
    projectId: undefined,
    pipelineId: 1 as PipelineId,
    name: 'train',
    stage: 'train',
    status,
    ref: 'main',
    sha: undefined,
    allowFailure: false,
    createdAt: 0,
    startedAt: undefined,
    finishedAt: undefined,
    erasedAt: undefined,
    durationS: undefined,
    queuedS: undefined,
    failureReason: undefined,
    user: undefined,
    runner: undefined,
    artifacts: undefined,
    tags: [],
    webUrl: '',
  });

  it('tells what was added, letters cut in the middle included, and when it begins anew', async () => {
    const letters = Buffer.from('один\nдва\n');
    const looks: [CiStatus, Buffer][] = [
      ['pending', Buffer.alloc(0)],
      ['running', letters.subarray(0, 3)],
      ['running', letters],
      ['running', Buffer.from('new')],
      ['success', Buffer.from('new log\nend')],
    ];
    const told: string[] = [];
    let at = 0;
    const source = {
      job: () => Promise.resolve(job(looks[at]?.[0] ?? 'success')),
      trace: () => Promise.resolve(looks[at++]?.[1] ?? Buffer.alloc(0)),
    };
    const ended = await followLog(
      source,
      1 as ProjectId,
      1 as JobId,
      {
        onText: (text) => told.push(text),
        onReset: () => told.push('(again)'),
        onJob: (one) => told.push(`(${one.status})`),
      },
      { shortestMs: 1, longestMs: 2 },
      never,
    );
    expect(ended.status).toBe('success');
    expect(told).toEqual([
      '(pending)',
      '(running)',
      'один\nдва\n',
      '(again)',
      '(success)',
      'new log\n',
      'end\n',
    ]);
  });
});

const variables = z.object({
  value: z.object({ variables: z.object({ first: z.number(), after: z.string().optional() }) }),
});
function variablesOf(body: unknown) {
  return variables.parse(body).value.variables;
}
