import { shortened } from '../../../../model/charts/signs';
import { canvasPen } from './canvasPen';
import { type Palette } from './palette';
import { type Pen } from './pen';
import { svgPen } from './svgPen';

/** A chart as it can be saved: drawn again, by the same code, on another surface. */
export interface Picture {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  readonly draw: (pen: Pen) => void;
}

const titleHeight = 26;

export function toSvg(picture: Picture): string {
  const { palette, title, width, height } = picture;
  const ctx = document.createElement('canvas').getContext('2d');
  const measure: Pen['measure'] = (text, bold) =>
    ctx ? canvasPen(ctx, palette.family).measure(text, bold) : text.length * 6;
  const { pen, svg } = svgPen(
    {
      width,
      height: height + titleHeight,
      title,
      background: palette.background,
      family: palette.family,
    },
    measure,
  );
  drawTitled(pen, picture);
  return svg();
}

/** Twice as many pixels as on the page. */
export async function toPng(picture: Picture): Promise<Blob> {
  const { palette, width, height } = picture;
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = (height + titleHeight) * 2;
  const ctx = canvas.getContext('2d');
  if (!ctx) throw new Error('This picture is too large to be drawn.');
  ctx.scale(2, 2);
  ctx.fillStyle = palette.background;
  ctx.fillRect(0, 0, width, height + titleHeight);
  const pen = canvasPen(ctx, palette.family);
  drawTitled(pen, picture);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('This picture is too large to be saved.'));
    }, 'image/png');
  });
}

function drawTitled(pen: Pen, picture: Picture): void {
  const title = shortened(picture.title, 160);
  pen.text(title, 8, titleHeight / 2 + 2, { color: picture.palette.text, bold: true });
  picture.draw(shifted(pen, titleHeight));
}

/** The same pen with everything lower by some px. */
function shifted(pen: Pen, by: number): Pen {
  const lower = (ys: ArrayLike<number>): number[] => Array.from(ys, (y) => y + by);
  return {
    line: (xs, ys, stroke) => pen.line(xs, lower(ys), stroke),
    curve: (xs, ys, stroke) => pen.curve(xs, lower(ys), stroke),
    band: (xs, low, high, fill) => pen.band(xs, lower(low), lower(high), fill),
    rect: (box, fill) => pen.rect({ ...box, top: box.top + by }, fill),
    shape: (shape, x, y, radius, fill) => pen.shape(shape, x, y + by, radius, fill),
    text: (text, x, y, style) => pen.text(text, x, y + by, style),
    measure: (text, bold) => pen.measure(text, bold),
    clip: (box, draw) => pen.clip({ ...box, top: box.top + by }, draw),
  };
}
