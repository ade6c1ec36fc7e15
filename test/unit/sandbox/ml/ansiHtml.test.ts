import { expect, it } from 'vitest';
import { ansiToHtml } from '../../../../src/sandbox/gitlab/graphql/ansiHtml';

it.each([
  ['plain text with breaks', 'a\nb\r\nc', '<span>a<br/>b<br/>c</span>'],
  ['a tag in the log', '<b> & "c"', '<span>&lt;b> & "c"</span>'],
  [
    'colours and styles',
    '\u001b[32;1mok\u001b[0m \u001b[91mno\u001b[39m.',
    '<span class="term-fg-green term-bold">ok</span><span> </span><span class="term-fg-l-red">no</span><span>.</span>',
  ],
  ['a colour of 256', '\u001b[38;5;208mx', '<span class="term-fg-x-208">x</span>'],
  ['a cursor move', 'a\u001b[0Kb', '<span>ab</span>'],
  ['an unfinished sequence', 'a\u001b[3', '<span>a</span>'],
  ['nothing', '', ''],
  [
    'a section',
    'section_start:17:step[collapsed=true]\r\u001b[0KGo\nsection_end:19:step\r\u001b[0Kon',
    '<div class="section-start" data-timestamp="17" data-section="step" role="button"></div>' +
      '<span class="section js-s-step">Go<br/></span>' +
      '<div class="section-end" data-section="step"></div><span>on</span>',
  ],
])('shows %s as GitLab does', (_what, log, html) => {
  expect(ansiToHtml(log)).toBe(html);
});
