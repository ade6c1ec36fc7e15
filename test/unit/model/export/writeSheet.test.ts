import { describe, expect, it } from 'vitest';
import { comparisonMarkdown } from '../../../../src/model/export/comparisonMarkdown';
import { writeSheet } from '../../../../src/model/export/writeSheet';
import { run } from '../../../support/domain';
import { hostileText, randomFrom } from '../../../support/hostileTexts';

const sheet = {
  columns: ['name', 'AUC', 'note, "odd"', 'AUC'],
  rows: [
    ['swift-heron', 0.8467, 'a|b\nc', Number.NaN],
    ['=1+1', undefined, '-0.5', 2],
    ['-cmd', 1e308, '50 % of {x}_1 \\ ~', Number.NEGATIVE_INFINITY],
  ],
} as const;

describe('a table on its way out', () => {
  it('is CSV that no spreadsheet runs', () => {
    expect(writeSheet(sheet, 'csv')).toBe(
      [
        'name,AUC,"note, ""odd""",AUC',
        'swift-heron,0.8467,"a|b\nc",NaN',
        "'=1+1,,-0.5,2",
        "'-cmd,1e+308,50 % of {x}_1 \\ ~,-Infinity",
        '',
      ].join('\r\n'),
    );
  });

  it('is JSON with a name for each column and words for odd numbers', () => {
    expect(JSON.parse(writeSheet(sheet, 'json'))).toEqual([
      { name: 'swift-heron', AUC: 0.8467, 'note, "odd"': 'a|b\nc', 'AUC (2)': 'NaN' },
      { name: '=1+1', 'note, "odd"': '-0.5', 'AUC (2)': 2 },
      { name: '-cmd', AUC: 1e308, 'note, "odd"': '50 % of {x}_1 \\ ~', 'AUC (2)': '-Infinity' },
    ]);
  });

  it('is a Markdown table with numbers to the right', () => {
    expect(writeSheet(sheet, 'markdown').split('\n')).toEqual([
      '| name | AUC | note, "odd" | AUC |',
      '| --- | ---: | --- | ---: |',
      '| swift-heron | 0.8467 | a\\|b c | NaN |',
      '| =1\\+1 |  | -0.5 | 2 |',
      '| -cmd | 1e\\+308 | 50 % of \\{x\\}\\_1 \\\\ \\~ | -Infinity |',
      '',
    ]);
  });

  it('is LaTeX with what it must escape escaped', () => {
    expect(writeSheet(sheet, 'latex').split('\n')).toEqual([
      '\\begin{tabular}{lrlr}',
      '  \\toprule',
      '  name & AUC & note, "odd" & AUC \\\\',
      '  \\midrule',
      '  swift-heron & 0.8467 & a|b c & NaN \\\\',
      '  =1+1 &  & -0.5 & 2 \\\\',
      '  -cmd & 1e+308 & 50 \\% of \\{x\\}\\_1 \\textbackslash{} \\textasciitilde{} & -Infinity \\\\',
      '  \\bottomrule',
      '\\end{tabular}',
      '',
    ]);
  });

  it('keeps its shape whatever it holds', () => {
    const random = randomFrom(5);
    for (let index = 0; index < 3_000; index++) {
      const rows = [[hostileText(random), hostileText(random)]];
      const hostile = { columns: ['a', 'b'], rows };
      expect(JSON.parse(writeSheet(hostile, 'json'))).toEqual([{ a: rows[0]![0], b: rows[0]![1] }]);
      expect(readCsv(writeSheet(hostile, 'csv'))[1]?.length, rows[0]!.join()).toBe(2);
      expect(writeSheet(hostile, 'markdown').split('\n')).toHaveLength(4);
      expect(writeSheet(hostile, 'latex').match(/(?<!\\)&/g)?.length, rows[0]!.join()).toBe(2);
    }
  });
});

describe('a comparison as a comment', () => {
  it('has metrics with their change and the parameters that differ', () => {
    const runs = [
      run(1, 'base|line', {
        params: { depth: '3', seed: '1' },
        metrics: { AUC: 0.8, log_loss: 0.5 },
      }),
      run(2, '<b>fresh</b>', {
        params: { depth: '4', seed: '1' },
        metrics: { AUC: 0.85, log_loss: 0.6, odd: 1 },
      }),
    ];
    const text = comparisonMarkdown(
      runs.map((one) => ({ run: { ...one, webUrl: 'https://g/r' } })),
    );
    expect(text.split('\n')).toEqual([
      '### 1 run against base\\|line',
      '',
      '| Metric | [base\\|line](https://g/r) (baseline) | [\\<b\\>fresh\\</b\\>](https://g/r) |',
      '| --- | ---: | ---: |',
      '| AUC ↑ | 0.8000 | 0.8500 ▲ 0.0500 |',
      '| log_loss ↓ | 0.5000 | 0.6000 △ 0.1000 |',
      '| odd | – | 1 |',
      '',
      '| Parameter | [base\\|line](https://g/r) (baseline) | [\\<b\\>fresh\\</b\\>](https://g/r) |',
      '| --- | ---: | ---: |',
      '| depth | 3 | 4 |',
      '',
      'Filled triangles are better than the baseline, hollow ones worse.',
      '',
    ]);
  });
});

/** A small reader of RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        cell += text[at] ?? '';
      }
      at++;
    } else {
      while (at < text.length && text[at] !== ',' && !text.startsWith('\r\n', at))
        cell += text[at++] ?? '';
    }
    rows.at(-1)?.push(cell);
    if (text[at] === ',') at++;
    else {
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}
