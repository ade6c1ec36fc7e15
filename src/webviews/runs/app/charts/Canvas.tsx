import { type HTMLAttributes, type RefObject, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { canvasPen } from './canvasPen';
import { type Pen } from './pen';
import { type Picture } from './picture';
import { palette, useWidth } from './surroundings';

/**
 * A picture that is drawn again with the size and the theme. `draw` is to change only with what it draws; `saved`: for a
 * file, where nothing of the page stands around it.
 */
export function Canvas(props: {
  readonly title: string;
  readonly height: number;
  readonly draw: (pen: Pen, width: number, saved: boolean) => void;
  /** The keyboard's cursor, see useKeyCursor. */
  readonly keys: HTMLAttributes<HTMLDivElement>;
  readonly picture?: RefObject<Picture | null>;
}): VNode {
  const { title, height, draw } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(box);
  const colors = palette();
  useEffect(() => {
    const element = canvas.current;
    if (!element || width < 20) return;
    const ratio = devicePixelRatio;
    element.width = width * ratio;
    element.height = height * ratio;
    const ctx = element.getContext('2d');
    if (!ctx) return;
    ctx.scale(ratio, ratio);
    draw(canvasPen(ctx, colors.family), width, false);
    if (props.picture) {
      props.picture.current = {
        title,
        width,
        height,
        palette: colors,
        draw: (pen) => draw(pen, width, true),
      };
    }
  }, [width, height, draw, colors, title]);
  return (
    <div ref={box} class="canvas-box" style={{ height: `${height}px` }} {...props.keys}>
      <canvas ref={canvas} style={{ width: '100%', height: '100%' }} aria-hidden="true" />
    </div>
  );
}
