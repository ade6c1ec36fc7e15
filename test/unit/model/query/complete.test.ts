import { describe, expect, it } from 'vitest';
import { type ColumnRef } from '../../../../src/model/frame/frame';
import { colourQuery } from '../../../../src/model/query/colours';
import { completeQuery } from '../../../../src/model/query/complete';
import { withClause, withOrder } from '../../../../src/model/query/edit';
import { nearest } from '../../../../src/model/query/nearest';
import { parseQuery } from '../../../../src/model/query/parse';
import { whyNothing } from '../../../../src/model/query/whyNothing';
import { data, frame, names, now } from './queryCase';

const source = {
  names,
  column: (ref: ColumnRef) => frame.column(ref),
  fact: (name: string) => data.fact(name),
};

/** What is offered at `|`, and what the text is after the first is taken. */
function offered(text: string): { items: string; then: string | undefined } {
  const cursor = text.indexOf('|');
  const whole = text.replace('|', '');
  const { start, end, items } = completeQuery(whole, cursor, source);
  return {
    items: items
      .slice(0, 5)
      .map((item) => item.label)
      .join(', '),
    then: items[0] && whole.slice(0, start) + items[0].insert + whole.slice(end),
  };
}

describe('completion offers', () => {
  it.each([
    ['metrics.A|', 'metrics.AUC, metrics.val.acc, metrics.`val/acc 1`', 'metrics.AUC'],
    ['AU|', 'metrics.AUC, author', 'metrics.AUC'],
    [
      'params.|',
      'params.`<b>x</b>`, params.depth, params.lr, params.model, params.size',
      'params.`<b>x</b>`',
    ],
    ['val|', 'metrics.val.acc, metrics.`val/acc 1`', 'metrics.val.acc'],
    ['stage|', 'tags.stage', 'tags.stage'],
    [
      'metrics.AUC.|',
      'metrics.AUC.best, metrics.AUC.min, metrics.AUC.max, metrics.AUC.points',
      'metrics.AUC.best',
    ],
    ['metrics.AUC |', '=, !=, >, >=, <', 'metrics.AUC ='],
    ['params.model |', '=, !=, ~, >, >=', 'params.model ='],
    ['params.model n|', '', undefined],
    ['params.model i|', 'in (, is missing', 'params.model in ('],
    ['params.model = |', 'RandomForest, ridge, Ridge', 'params.model = RandomForest'],
    ['params.model = "Ri|', 'ridge, Ridge', 'params.model = ridge'],
    [
      'params.model in (Ridge, |',
      'RandomForest, ridge, Ridge',
      'params.model in (Ridge, RandomForest',
    ],
    ['name = |', 'bold-lynx, brisk-🦊, quiet fox, swift-heron', 'name = bold-lynx'],
    ['name = qu|', 'quiet fox', 'name = "quiet fox"'],
    ['status = f|', 'finished, failed', 'status = finished'],
    ['starred = |', 'yes, no', 'starred = yes'],
    ['created > |', '1h ago, today, yesterday, 7d ago, 30d ago', 'created > 1h ago'],
    ['log_loss < |', '0.4, 0.2', 'log_loss < 0.4'],
    ['AUC > 1 |', 'and, or, order by', 'AUC > 1 and'],
    ['AUC > 1 o|', 'or, order by', 'AUC > 1 or'],
    ['AUC > 1 and st|', 'tags.stage, status, starred', 'AUC > 1 and tags.stage'],
    ['order by au|', 'metrics.AUC, author', 'order by metrics.AUC'],
    ['order by AUC |', 'desc, asc', 'order by AUC desc'],
    ['order by AUC desc, na|', 'name', 'order by AUC desc, name'],
    ['(AU|', 'metrics.AUC, author', '(metrics.AUC'],
    ['metrics.AU| > 1', 'metrics.AUC', 'metrics.AUC > 1'],
  ])('%s', (text, items, then) => {
    const got = offered(text);
    expect(got).toEqual({ items, then });
  });
});

it('colours names, operators, words that rule, numbers and texts', () => {
  const text =
    'metrics.AUC > 0.8 and params.model = "RandomForest" and created > 2d ago forest order by AUC desc';
  const shown = colourQuery(text)
    .filter(({ colour }) => colour !== 'plain')
    .map(({ start, end, colour }) => `${text.slice(start, end)}:${colour}`);
  expect(shown).toEqual([
    'metrics.AUC:name',
    '>:operator',
    '0.8:number',
    'and:keyword',
    'params.model:name',
    '=:operator',
    '"RandomForest":text',
    'and:keyword',
    'created:name',
    '>:operator',
    '2d:number',
    'ago:word',
    'forest:word',
    'order:keyword',
    'by:keyword',
    'AUC:name',
    'desc:keyword',
  ]);
});

describe('when nothing matches', () => {
  it.each([
    ['AUC > 0.8 and log_loss > 9', 'No run matches log_loss > 9.', 'AUC > 0.8', 3],
    [
      'model ~ forest and status = failed order by AUC desc',
      'Of the runs that match model ~ forest, none matches status = failed.',
      'model ~ forest order by AUC desc',
      2,
    ],
    ['log_loss > 9', 'No run matches log_loss > 9.', '', 4],
  ])('%s', (text, message, without, count) => {
    expect(whyNothing(parseQuery(text), names, data, now)).toMatchObject({
      message,
      without,
      count,
    });
  });
});

describe('a query is narrowed', () => {
  it.each([
    ['', 'a = 1', 'a = 1'],
    ['x', 'a = 1', 'x and a = 1'],
    ['x or y', 'a = 1', '(x or y) and a = 1'],
    ['(x or y)', 'a = 1', '(x or y) and a = 1'],
    ['(x or y) or (z)', 'a = 1', '((x or y) or (z)) and a = 1'],
    ['x order by b desc', 'a = 1', 'x and a = 1 order by b desc'],
    ['order by b', 'a = 1', 'a = 1 order by b'],
    ['x and a = 1', 'a = 1', 'x and a = 1'],
    ['x', 'a or b', 'x and (a or b)'],
    ['x and (', 'a = 1', 'a = 1'],
  ])('%s, %s → %s', (text, clause, expected) => {
    expect(withClause(text, clause)).toBe(expected);
  });

  it('or ordered otherwise', () => {
    expect(withOrder('x order by a', 'b desc')).toBe('x order by b desc');
    expect(withOrder('x order by a', undefined)).toBe('x');
  });
});

it('guesses what was meant only when it is near', () => {
  const names = ['AUC', 'accuracy', 'loss', 'learning_rate'];
  expect(
    ['AUX', 'acuracy', 'lss', 'learning-rate', 'zebra', ''].map((one) => nearest(one, names)),
  ).toEqual(['AUC', 'accuracy', 'loss', 'learning_rate', undefined, undefined]);
});
