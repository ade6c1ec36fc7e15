import { expect, it } from 'vitest';
import { svgPen } from '../../../src/webviews/runs/app/charts/svgPen';

const size = { width: 100, height: 50, background: '#ffffff', family: '"Segoe UI", sans-serif' };

it('writes shapes as paths and names as text that cannot become anything else', () => {
  const name = '</text><script>alert(1)</script> & "quoted" \u0000\uD800 🦊';
  const { pen, svg } = svgPen({ ...size, title: name }, (text) => text.length * 6);
  pen.line([0, 10.1234], [5, 6], { color: '#ff0000', width: 2, dash: [4, 2] });
  pen.band([0, 1], [0, 0], [2, 2], { color: '#00ff00', opacity: 0.5 });
  pen.clip({ left: 0, top: 0, width: 10, height: 10 }, () =>
    pen.shape('diamond', 5, 5, 4, { color: '#0000ff' }),
  );
  pen.text(name, 3, 4, { color: '#000000', align: 'right' });
  const written = svg();
  expect(written).toContain(
    '<path d="M0 5L10.12 6" fill="none" stroke="#ff0000" stroke-width="2" stroke-dasharray="4 2"/>',
  );
  expect(written).toContain('<path d="M0 0L1 0L1 2L0 2Z" fill="#00ff00" fill-opacity="0.5"/>');
  expect(written).toContain('<g clip-path="url(#clip1)">');
  expect(written).toContain(
    '&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;  🦊</text>',
  );
  expect(written).not.toMatch(/<script|<image|\u0000|\uD800(?![\uDC00-\uDFFF])/);
});
