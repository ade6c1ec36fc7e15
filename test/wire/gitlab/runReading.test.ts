import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type ExperimentId, type RunId } from '../../../src/model/ids';
import { type GitLab, type KnownRuns } from '../../../src/model/ports/gitlab';
import { type Project } from '../../../src/model/project';
import { isUnfinished, metricOf, type Run, tagOf } from '../../../src/model/run';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import {
  createRun,
  deleteRun,
  logMetrics,
  logParam,
  setTag,
  updateRun,
} from '../../../src/sandbox/gitlab/ml/runs';
import { seedRuns } from '../../../src/sandbox/gitlab/ml/seed';
import { type Candidate, type Experiment } from '../../../src/sandbox/gitlab/mlRows';
import { addUser } from '../../../src/sandbox/gitlab/seed';
import { issueToken, mint } from '../../../src/sandbox/gitlab/access/tokens';
import { Secret } from '../../../src/base/secret';
import {
  type Connected,
  connected,
  fixed,
  removeCertificates,
  samplePath,
  tokenWith,
} from './support';

/** What a store remembers between two readings. */
class Memory implements KnownRuns {
  readonly runs = new Map<RunId, Run>();
  notes: readonly string[] = [];
  told = 0;

  get count(): number {
    return this.runs.size;
  }
  get newest(): RunId | undefined {
    return [...this.runs.values()].sort((a, b) => b.iid - a.iid)[0]?.id;
  }
  get unfinished(): Run[] {
    return [...this.runs.values()].filter(isUnfinished);
  }
  about(id: RunId): Run | undefined {
    return this.runs.get(id);
  }
  named(name: string): Run | undefined {
    return [...this.runs.values()].find((run) => run.name === name);
  }
}

describe('reading the runs of an experiment', () => {
  let there: Connected;
  let project: Project;
  let row: Experiment;
  let memory: Memory;
  let names = 0;

  beforeAll(async () => {
    there = await connected();
    project = await there.gitlab.projects.get(samplePath, never);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });
  const owner = () => there.server.world.tables.projects.find((one) => one.id === project.id)!;
  beforeEach(() => {
    memory = new Memory();
    row = createExperiment(there.server.context, owner(), 1, `reading ${++names}`, []);
    there.sent.length = 0;
  });
  afterEach(() => there.server.faults.clear());

  const addRun = (name: string, status: Candidate['status'] = 'finished'): Candidate => {
    const { context } = there.server;
    const run = createRun(context, row, 1, { name, startTime: Date.now(), tags: [] });
    updateRun(context, run, { status });
    return run;
  };
  const addRuns = (count: number): void => {
    for (let i = 0; i < count; i++) addRun(`plain ${i}`);
  };
  const seed = (runs: number, metrics: number, points = 1): void => {
    row = seedRuns(there.server.context, {
      project: owner(),
      experiment: row.name,
      runs,
      metrics,
      params: 50,
      points,
    });
    there.sent.length = 0;
  };
  /** Reads once and tells how many requests that took. */
  const read = async (thorough = false, gitlab: GitLab = there.gitlab): Promise<number> => {
    there.sent.length = 0;
    memory.told = 0;
    const id = `gid://gitlab/Ml::Experiment/${row.id}` as ExperimentId;
    const outcome = await gitlab.runs.read(
      project,
      {
        experiment: { id, iid: row.iid },
        known: memory,
        thorough,
        onRuns: (runs) => {
          memory.told += runs.length;
          for (const run of runs) memory.runs.set(run.id, run);
        },
      },
      never,
    );
    for (const known of [...memory.runs.keys()]) {
      if (outcome.isGone(known)) memory.runs.delete(known);
    }
    memory.notes = outcome.notes;
    return there.sent.length;
  };

  it('takes a page for each hundred runs, and one request when nothing is new', async () => {
    seed(1_000, 5);
    expect(await read()).toBe(10);
    expect(memory.count).toBe(1_000);
    expect(await read()).toBe(1);
    expect(memory.told).toBe(0);
  });

  describe('with more in each run than a page can tell', () => {
    it('takes whole runs by the hundred where a search is allowed', async () => {
      seed(600, 200);
      const requests = await read();
      expect(memory.count).toBe(600);
      for (const run of memory.runs.values()) {
        expect([run.metrics.length, run.params.length, run.historyComplete]).toEqual([
          200,
          50,
          true,
        ]);
        expect(metricOf(run, 'loss')?.latest.at).toBeGreaterThan(0);
      }
      // Six pages, and 600 runs in answers that grow: 100, 400, the rest.
      expect(requests).toBe(9);
      expect(memory.notes).toEqual([]);
      expect(await read()).toBe(1);
    }, 60_000);

    it('asks for runs one by one where it is not, and says why that takes longer', async () => {
      seed(130, 120);
      const gitlab = there.connect({
        token: fixed(tokenWith(there.server, 'reads', ['read_api'])),
      });
      expect(await read(false, gitlab)).toBe(2 + 1 + 130);
      expect(memory.count).toBe(130);
      expect([...memory.runs.values()].every((run) => run.metrics.length === 120)).toBe(true);
      expect(memory.notes).toEqual([expect.stringContaining('Developer role')]);
    });

    it('does the same for people who may only read', async () => {
      seed(30, 120);
      const { context, world } = there.server;
      const user = await addUser(context, `guest${names}`, 'Guest', undefined);
      const source = { kind: 'project' as const, id: project.id };
      world.tables.members.push({ userId: user.id, source, accessLevel: 20 });
      const token = mint('glpat-');
      issueToken(context, token, { kind: 'personal', userId: user.id, name: 'g', scopes: ['api'] });
      const gitlab = there.connect({ token: fixed(new Secret(token)) });
      expect(await read(false, gitlab)).toBe(1 + 1 + 30);
      expect(memory.count).toBe(30);
    });

    it('pages through GraphQL where there is no MLflow API at all', async () => {
      seed(12, 150);
      for (const method of ['GET', 'POST']) {
        there.server.faults.add({
          service: 'gitlab',
          match: `${method} /api/v4/projects/*/ml/mlflow/*`,
          times: 1_000,
          fault: { kind: 'status', status: 404 },
        });
      }
      await read(false, there.connect());
      expect(
        [...memory.runs.values()].map((run) => [run.metrics.length, run.historyComplete]),
      ).toEqual(Array.from({ length: 12 }, () => [150, true]));
    });

    it('goes on run by run when a search fails or is nonsense', async () => {
      for (const fault of [
        { kind: 'garbage' as const },
        { kind: 'truncate' as const },
        { kind: 'status' as const, status: 500 },
      ]) {
        there.server.faults.clear();
        memory = new Memory();
        row = createExperiment(there.server.context, owner(), 1, `reading ${++names}`, []);
        seed(20, 120);
        there.server.faults.add({ service: 'gitlab', match: 'POST *runs/search', fault });
        await read();
        expect([...memory.runs.values()].filter((run) => run.metrics.length === 120)).toHaveLength(
          20,
        );
      }
    });

    it('finds the latest point whatever its step, also in one answer for many', async () => {
      const { context } = there.server;
      for (let i = 0; i < 15; i++) {
        const many = Array.from({ length: 150 }, (_one, at) => ({
          key: 'loss',
          value: at,
          timestamp: 1_000 + at,
          step: 150 - at,
        }));
        logMetrics(context, addRun(`curve ${i}`), many);
      }
      await read();
      expect([...memory.runs.values()].map((run) => metricOf(run, 'loss')?.latest)).toEqual(
        Array.from({ length: 15 }, () => ({ value: 149, step: 1, at: 1_149 })),
      );
    });
  });

  it('looks at a run that is not finished by itself, however old it is', async () => {
    const old = addRun('slow', 'running');
    addRuns(250);
    await read();
    const { context } = there.server;
    logMetrics(context, old, [{ key: 'loss', value: 0.5, timestamp: 7, step: 1 }]);
    expect(await read()).toBe(2);
    expect(metricOf(memory.named('slow')!, 'loss')?.latest).toEqual({ value: 0.5, step: 1, at: 7 });
    updateRun(context, old, { status: 'failed' });
    expect(await read()).toBe(2);
    expect(memory.named('slow')?.status).toBe('failed');
    expect(await read()).toBe(1);
  });

  it('brings new runs, and nothing that it knows', async () => {
    addRuns(150);
    await read();
    const fresh = addRun('fresh', 'running');
    logParam(there.server.context, fresh, { key: 'seed', value: '7' });
    expect(await read()).toBe(2);
    expect([memory.told, memory.count]).toEqual([1, 151]);
    expect(memory.named('fresh')?.params).toEqual([{ name: 'seed', value: '7' }]);
    addRuns(230);
    await read();
    expect(memory.count).toBe(381);
  });

  it('notices tags of finished runs: of the newest by itself, of all when asked', async () => {
    const old = addRun('old');
    addRuns(120);
    const young = addRun('young');
    await read();
    const { context } = there.server;
    setTag(context, old, { key: 'stage', value: 'old' });
    setTag(context, young, { key: 'stage', value: 'young' });
    await read();
    expect([tagOf(memory.named('young')!, 'stage'), tagOf(memory.named('old')!, 'stage')]).toEqual([
      'young',
      undefined,
    ]);
    await read(true);
    expect(tagOf(memory.named('old')!, 'stage')).toBe('old');
    expect(await read()).toBe(1);
  });

  it('notices runs that were deleted, finished or not', async () => {
    const { context } = there.server;
    const [finished, running] = [addRun('finished'), addRun('running', 'running')];
    addRuns(120);
    await read();
    deleteRun(context, finished);
    await read();
    expect([memory.count, memory.named('finished')]).toEqual([121, undefined]);
    deleteRun(context, running);
    expect(await read()).toBe(2);
    expect([memory.count, memory.named('running')]).toEqual([120, undefined]);
    expect(await read()).toBe(1);
  });

  it('fills gaps in what was known', async () => {
    addRuns(230);
    await read();
    const [one] = [...memory.runs.keys()].slice(180);
    memory.runs.delete(one!);
    await read();
    expect(memory.count).toBe(230);
  });

  it.each([
    ['a reset', { kind: 'reset' as const }],
    ['half an answer', { kind: 'truncate' as const }],
    ['a lost answer', { kind: 'lost-answer' as const }],
    ['503', { kind: 'status' as const, status: 503 }],
    ['429', { kind: 'status' as const, status: 429, headers: { 'retry-after': '0' } }],
  ])('gets over %s', async (_what, fault) => {
    addRuns(110);
    there.server.faults.add({ service: 'gitlab', match: 'POST /api/graphql', skip: 1, fault });
    expect(await read()).toBe(3);
    expect(memory.count).toBe(110);
  });

  it.each([
    ['garbage', { kind: 'garbage' as const }, 'remote'],
    ['500', { kind: 'status' as const, status: 500 }, 'remote'],
    ['401', { kind: 'status' as const, status: 401 }, 'signed-out'],
    ['403', { kind: 'status' as const, status: 403 }, 'forbidden'],
    ['404', { kind: 'status' as const, status: 404 }, 'not-found'],
  ])('says it when %s stops it, with what came before', async (_what, fault, kind) => {
    addRuns(210);
    there.server.faults.add({
      service: 'gitlab',
      match: 'POST /api/graphql',
      skip: 1,
      times: 9,
      fault,
    });
    await expect(read()).rejects.toMatchObject({ kind });
    expect(memory.count).toBe(100);
  });

  it('gives up at the deadline of a server that never answers', async () => {
    addRuns(1);
    const gitlab = there.connect({ timeoutMs: 80 });
    there.server.faults.add({
      service: 'gitlab',
      match: 'POST /api/graphql',
      times: 9,
      fault: { kind: 'hang' },
    });
    await expect(read(false, gitlab)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});
