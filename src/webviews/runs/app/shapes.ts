import { type RunMark } from '../../../model/runColors';

/** A run's shape on a canvas; the diamond of the baseline is hollow as everywhere. */
export function drawShape(
  ctx: CanvasRenderingContext2D,
  shape: RunMark['shape'],
  color: string,
  { x, y }: { readonly x: number; readonly y: number },
  radius: number,
): void {
  ctx.beginPath();
  switch (shape) {
    case 'circle':
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      break;
    case 'square':
      ctx.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      break;
    case 'triangle':
      ctx.moveTo(x, y - radius);
      ctx.lineTo(x + radius, y + radius * 0.9);
      ctx.lineTo(x - radius, y + radius * 0.9);
      ctx.closePath();
      break;
    case 'diamond':
      ctx.moveTo(x, y - radius * 1.2);
      ctx.lineTo(x + radius * 1.2, y);
      ctx.lineTo(x, y + radius * 1.2);
      ctx.lineTo(x - radius * 1.2, y);
      ctx.closePath();
      break;
  }
  if (shape === 'diamond') {
    ctx.strokeStyle = color;
    ctx.lineWidth = radius / 2.5;
    ctx.setLineDash([]);
    ctx.stroke();
  } else {
    ctx.fillStyle = color;
    ctx.fill();
  }
}
