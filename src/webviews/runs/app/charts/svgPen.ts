import { type Box, type Fill, fontSize, type Pen, type Stroke } from './pen';

export interface SvgSize {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly background: string;
  readonly family: string;
}

/** Writes what is drawn as an SVG: paths and texts, no pictures. Names are escaped; control characters are left out. */
export function svgPen(size: SvgSize, measure: Pen['measure']): { pen: Pen; svg: () => string } {
  const parts: string[] = [];
  let clips = 0;
  const path = (d: string, attributes: string): void => {
    parts.push(`<path d="${d}" ${attributes}/>`);
  };
  const pen: Pen = {
    measure,
    line: (xs, ys, stroke) => {
      const alone = xs.length === 1 ? 'h0.01' : '';
      const style = xs.length === 1 ? { ...stroke, width: stroke.width * 2 } : stroke;
      path(points(xs, ys) + alone, strokeOf(style, alone !== ''));
    },
    curve: (xs, ys, stroke) => {
      let d = `M${at(xs, 0)} ${at(ys, 0)}`;
      for (let index = 1; index < xs.length; index++) {
        const middle = short(((xs[index - 1] ?? 0) + (xs[index] ?? 0)) / 2);
        d += `C${middle} ${at(ys, index - 1)} ${middle} ${at(ys, index)} ${at(xs, index)} ${at(ys, index)}`;
      }
      path(d, strokeOf(stroke));
    },
    band: (xs, low, high, fill) => {
      const spread = fill.spread ?? 0;
      const back = [...Array(xs.length).keys()].reverse();
      const ys = Array.from(high, (y) => y + spread);
      const lower = points(
        back.map((index) => xs[index] ?? 0),
        back.map((index) => ys[index] ?? 0),
      ).replace('M', 'L');
      path(
        `${points(
          xs,
          Array.from(low, (y) => y - spread),
        )}${lower}Z`,
        fillOf(fill),
      );
    },
    rect: (box, fill) => parts.push(`<rect ${boxOf(box)} ${fillOf(fill)}/>`),
    shape: (shape, x, y, r, fill) => {
      const hollow = strokeOf({ color: fill.color, width: r / 2.5, ...opacityOf(fill) });
      switch (shape) {
        case 'circle':
          parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(r)}" ${fillOf(fill)}/>`);
          return;
        case 'square':
          pen.rect({ left: x - r * 0.9, top: y - r * 0.9, width: r * 1.8, height: r * 1.8 }, fill);
          return;
        case 'triangle':
          path(`${points([x, x + r, x - r], [y - r, y + r * 0.9, y + r * 0.9])}Z`, fillOf(fill));
          return;
        case 'diamond': {
          const d = r * 1.2;
          path(`${points([x, x + d, x, x - d], [y - d, y, y + d, y])}Z`, hollow);
          return;
        }
      }
    },
    text: (text, x, y, { color, align = 'left', bold = false }) => {
      const anchor = { left: 'start', center: 'middle', right: 'end' }[align];
      parts.push(
        `<text x="${short(x)}" y="${short(y)}" dy="0.35em" text-anchor="${anchor}" fill="${escaped(color)}"` +
          `${bold ? ' font-weight="600"' : ''}>${escaped(text)}</text>`,
      );
    },
    clip: (box, draw) => {
      const id = `clip${++clips}`;
      parts.push(
        `<clipPath id="${id}"><rect ${boxOf(box)}/></clipPath><g clip-path="url(#${id})">`,
      );
      draw();
      parts.push('</g>');
    },
  };
  const svg = (): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
    `viewBox="0 0 ${size.width} ${size.height}" font-family="${escaped(size.family)}" font-size="${fontSize}" role="img">` +
    `<title>${escaped(size.title)}</title>` +
    `<rect width="100%" height="100%" fill="${escaped(size.background)}"/>${parts.join('\n')}</svg>\n`;
  return { pen, svg };
}

function points(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let d = '';
  for (let index = 0; index < xs.length; index++) {
    d += `${index === 0 ? 'M' : 'L'}${at(xs, index)} ${at(ys, index)}`;
  }
  return d;
}

function at(values: ArrayLike<number>, index: number): number {
  return short(values[index] ?? 0);
}

function short(value: number): number {
  return Math.round(value * 100) / 100;
}

function boxOf({ left, top, width, height }: Box): string {
  return `x="${short(left)}" y="${short(top)}" width="${short(width)}" height="${short(height)}"`;
}

function strokeOf({ color, width, dash = [], opacity = 1 }: Stroke, round = false): string {
  return (
    `fill="none" stroke="${escaped(color)}" stroke-width="${short(width)}"` +
    (dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '') +
    (round ? ' stroke-linecap="round"' : '') +
    (opacity < 1 ? ` stroke-opacity="${short(opacity)}"` : '')
  );
}

function fillOf({ color, opacity = 1, outline = false }: Fill): string {
  if (outline) return strokeOf({ color, width: 1, opacity });
  return `fill="${escaped(color)}"${opacity < 1 ? ` fill-opacity="${short(opacity)}"` : ''}`;
}

function opacityOf({ opacity }: Fill): { opacity?: number } {
  return opacity === undefined ? {} : { opacity };
}

/** Lone surrogates and control characters have no place in XML. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replaceAll(/\p{Surrogate}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
