import { type RefObject, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { canvasPen } from './canvasPen';
import { type Pen } from './pen';
import { type Picture } from './picture';
import { palette, useWidth } from './surroundings';

/** A picture that is drawn again with the size and the theme. `draw` is to change only with what it draws. */
export function Canvas(props: {
  readonly title: string;
  readonly height: number;
  readonly draw: (pen: Pen, width: number) => void;
  readonly picture?: RefObject<Picture | null>;
  readonly onWidth?: (width: number) => void;
}): VNode {
  const { title, height, draw, onWidth } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  const colors = palette();
  useEffect(() => onWidth?.(width), [width]);
  useEffect(() => {
    const element = canvas.current;
    if (!element || width < 20) return;
    const ratio = devicePixelRatio;
    element.width = width * ratio;
    element.height = height * ratio;
    const ctx = element.getContext('2d');
    if (!ctx) return;
    ctx.scale(ratio, ratio);
    draw(canvasPen(ctx, colors.family), width);
    if (props.picture) {
      props.picture.current = {
        title,
        width,
        height,
        palette: colors,
        draw: (pen) => draw(pen, width),
      };
    }
  }, [width, height, draw, colors, title]);
  return (
    <div ref={box} class="canvas-box" style={{ height: `${height}px` }}>
      <canvas ref={canvas} style={{ width: '100%', height: '100%' }} aria-hidden="true" />
    </div>
  );
}
