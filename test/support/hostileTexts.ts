/** Pieces that have broken pages, terminals, files or spreadsheets somewhere. */
const pieces = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg/onload=alert(1)>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<style>*{display:none}</style>',
  '</style></script></textarea></title>',
  'javascript:alert(1)',
  '${alert(1)}',
  '{{constructor.constructor("alert(1)")()}}',
  '&lt;b&gt;&#0;&amp;',
  '../../../etc/passwd',
  '..\\..\\windows\\system32',
  '/etc/shadow',
  'C:\\x:stream',
  '\\\\host\\share',
  '%2e%2e%2f',
  'CON',
  'nul.txt',
  '\u0000',
  '\u001b[2J\u001b]0;taken\u0007',
  '\r\n',
  '\n\n\n',
  '\t',
  '\u2028\u2029',
  '\u202e\u2066',
  '\u200b\u200d\ufeff',
  '🦊👩‍👩‍👧‍👦',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
  '\ud800',
  'مرحبا',
  'ﷺ',
  '=HYPERLINK("http://x")',
  '@SUM(1+1)',
  '__proto__',
  'constructor',
  'toString',
  '$(rm -rf ~)',
  '`id`',
  "'; DROP TABLE runs; --",
  '[x](javascript:alert(1))',
  '![x](http://x/y.png)',
  '| a | b |',
  '```',
  '-->',
  ']]>',
  'NaN',
  '-0',
  '1e308',
  '',
  ' ',
  'x'.repeat(300),
];

/** A small generator, so that a case that fails can be found again. */
export function randomFrom(seed: number): () => number {
  let value = seed;
  return () => {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    return value / 4_294_967_296;
  };
}

/** One to four pieces, sometimes with odd characters between; the same for the same random numbers. */
export function hostileText(random: () => number): string {
  let text = '';
  for (let count = 1 + Math.floor(random() * 4); count > 0; count--) {
    text += pieces[Math.floor(random() * pieces.length)] ?? '';
    if (random() < 0.3) text += String.fromCodePoint(Math.floor(random() * 0xd7ff));
  }
  return text;
}
