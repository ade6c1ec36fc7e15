import { describe, expect, it } from 'vitest';
import { runDetails } from '../../../src/model/runDetails';
import { makeRuns, runsFrame } from '../../browser/runData';

describe('the details of a run', () => {
  const runs = makeRuns({ count: 3, furtherMetrics: 300 });
  const frame = runsFrame(runs);
  const run = runs[1]!;

  it('have the last, smallest and largest value of each metric, and list two hundred at most', () => {
    const { metrics, params, tags } = runDetails(run, frame, '');
    expect([metrics.count, metrics.first.length]).toEqual([304, 200]);
    expect(params.first).toEqual(run.params);
    expect(tags.first).toEqual(run.tags);
    const values = run.metrics[0]!.points.map((point) => point.value);
    expect(metrics.first[0]).toEqual({
      name: 'AUC',
      last: values.at(-1),
      min: Math.min(...values),
      max: Math.max(...values),
      among: undefined,
    });
  });

  it('tell the smallest and largest value of other runs beside the own ones', () => {
    const points = [0, 2].flatMap((row) => runs[row]!.metrics[0]!.points.map(({ value }) => value));
    const { metrics } = runDetails(run, frame, '', [0, 2]);
    expect(metrics.first[0]?.among).toEqual({ min: Math.min(...points), max: Math.max(...points) });
    expect(runDetails(run, frame, '', [77]).metrics.first[0]?.among).toBeUndefined();
  });

  it('are found by name, or by value where that is a text', () => {
    const names = (words: string): string[] => {
      const { metrics, params, tags } = runDetails(run, frame, words);
      return [...metrics.first, ...params.first, ...tags.first].map(({ name }) => name);
    };
    expect(names(' SEGMENT_300 ')).toEqual(['quality_of_segment_300_precision']);
    expect(names('none')).toEqual(['class_weight']);
    expect(names('no such thing')).toEqual([]);
  });

  it('fall back to the last value for a run that the table does not have yet', () => {
    const { metrics } = runDetails(run, runsFrame(runs.slice(2)), 'AUC');
    const { last, min, max } = metrics.first[0]!;
    expect([min, max]).toEqual([last, last]);
  });
});
