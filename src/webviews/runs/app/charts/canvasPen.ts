import { type RunMark } from '../../../../model/runColors';
import { fontSize, type Pen, type Stroke } from './pen';

/** Draws on a canvas whose unit is the CSS px already. */
export function canvasPen(ctx: CanvasRenderingContext2D, family: string): Pen {
  const stroke = ({ color, width, dash = [], opacity = 1 }: Stroke): void => {
    ctx.globalAlpha = opacity;
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.lineJoin = 'bevel';
    ctx.setLineDash([...dash]);
    ctx.stroke();
    ctx.globalAlpha = 1;
  };
  const font = (bold = false): string => `${bold ? '600 ' : ''}${fontSize}px ${family}`;
  return {
    line(xs, ys, style) {
      ctx.beginPath();
      for (let index = 0; index < xs.length; index++) {
        ctx.lineTo(xs[index] ?? 0, ys[index] ?? 0);
      }
      // A point alone is still seen.
      if (xs.length === 1) ctx.lineTo((xs[0] ?? 0) + 0.01, ys[0] ?? 0);
      ctx.lineCap = xs.length === 1 ? 'round' : 'butt';
      stroke(xs.length === 1 ? { ...style, width: style.width * 2, dash: [] } : style);
    },
    curve(xs, ys, style) {
      ctx.beginPath();
      ctx.moveTo(xs[0] ?? 0, ys[0] ?? 0);
      for (let index = 1; index < xs.length; index++) {
        const [x0, y0, x1, y1] = [
          xs[index - 1] ?? 0,
          ys[index - 1] ?? 0,
          xs[index] ?? 0,
          ys[index] ?? 0,
        ];
        const middle = (x0 + x1) / 2;
        ctx.bezierCurveTo(middle, y0, middle, y1, x1, y1);
      }
      stroke(style);
    },
    band(xs, low, high, { color, opacity = 1, spread = 0 }) {
      ctx.beginPath();
      for (let index = 0; index < xs.length; index++) {
        ctx.lineTo(xs[index] ?? 0, (low[index] ?? 0) - spread);
      }
      for (let index = xs.length - 1; index >= 0; index--) {
        ctx.lineTo(xs[index] ?? 0, (high[index] ?? 0) + spread);
      }
      ctx.globalAlpha = opacity;
      ctx.fillStyle = color;
      ctx.fill();
      ctx.globalAlpha = 1;
    },
    rect({ left, top, width, height }, { color, opacity = 1, outline = false }) {
      ctx.globalAlpha = opacity;
      if (outline) {
        ctx.strokeStyle = color;
        ctx.lineWidth = 1;
        ctx.setLineDash([]);
        ctx.strokeRect(left, top, width, height);
      } else {
        ctx.fillStyle = color;
        ctx.fillRect(left, top, width, height);
      }
      ctx.globalAlpha = 1;
    },
    shape(shape, x, y, radius, { color, opacity = 1 }) {
      tracePath(ctx, shape, x, y, radius);
      if (shape === 'diamond') stroke({ color, width: radius / 2.5, opacity });
      else {
        ctx.globalAlpha = opacity;
        ctx.fillStyle = color;
        ctx.fill();
        ctx.globalAlpha = 1;
      }
    },
    text(text, x, y, { color, align = 'left', bold = false, halo }) {
      ctx.font = font(bold);
      ctx.textAlign = align;
      ctx.textBaseline = 'middle';
      if (halo !== undefined) {
        ctx.strokeStyle = halo;
        ctx.lineWidth = 3;
        ctx.lineJoin = 'round';
        ctx.setLineDash([]);
        ctx.strokeText(text, x, y);
      }
      ctx.fillStyle = color;
      ctx.fillText(text, x, y);
    },
    measure(text, bold = false) {
      ctx.font = font(bold);
      return ctx.measureText(text).width;
    },
    clip({ left, top, width, height }, draw) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, width, height);
      ctx.clip();
      draw();
      ctx.restore();
    },
  };
}

/** The diamond of the baseline is hollow as everywhere. */
function tracePath(
  ctx: CanvasRenderingContext2D,
  shape: RunMark['shape'],
  x: number,
  y: number,
  radius: number,
): void {
  ctx.beginPath();
  switch (shape) {
    case 'circle':
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      return;
    case 'square':
      ctx.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      return;
    case 'triangle':
      ctx.moveTo(x, y - radius);
      ctx.lineTo(x + radius, y + radius * 0.9);
      ctx.lineTo(x - radius, y + radius * 0.9);
      ctx.closePath();
      return;
    case 'diamond':
      ctx.moveTo(x, y - radius * 1.2);
      ctx.lineTo(x + radius * 1.2, y);
      ctx.lineTo(x, y + radius * 1.2);
      ctx.lineTo(x - radius * 1.2, y);
      ctx.closePath();
      return;
  }
}
