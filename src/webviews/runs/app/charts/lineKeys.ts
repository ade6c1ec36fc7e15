import { placeAt } from '../../../../model/charts/curve';
import { panned, toPixel, zoomed } from '../../../../model/charts/pixelAxis';
import { type RunId } from '../../../../model/ids';
import { type Line } from './lines';
import { type Plot } from './plot';

/** What a key did: the point that the cursor is on now, or a run to select. */
export interface Pressed {
  readonly line?: Line | undefined;
  readonly place?: number;
  readonly select?: RunId;
}

/** The keyboard's cursor of a line chart: a point of a line. */
export class LineKeys {
  #line = 0;
  #place: number | undefined;

  constructor(private readonly lines: readonly Line[]) {}

  /** Undefined: the key means nothing here. */
  press(event: KeyboardEvent, plot: Plot): Pressed | undefined {
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const line = this.lines[this.#line];
    const last = (line?.curve.xs.length ?? 0) - 1;
    const by = event.shiftKey ? 10 : 1;
    switch (event.key) {
      case 'ArrowRight':
        return this.#go(plot, Math.min(last, this.#place === undefined ? 0 : this.#place + by));
      case 'ArrowLeft':
        return this.#go(plot, Math.max(0, this.#place === undefined ? last : this.#place - by));
      case 'Home':
        return this.#go(plot, 0);
      case 'End':
        return this.#go(plot, last);
      case 'ArrowUp':
        return this.#other(plot, -1);
      case 'ArrowDown':
        return this.#other(plot, 1);
      case 'Enter':
        return line?.run === undefined ? {} : { select: line.run };
      case '+':
      case '=':
        return this.#zoom(plot, 'x', 0.7);
      case '-':
        return this.#zoom(plot, 'x', 1 / 0.7);
      case '*':
        return this.#zoom(plot, 'y', 0.7);
      case '/':
        return this.#zoom(plot, 'y', 1 / 0.7);
      case 'PageDown':
        plot.zoom({ x: panned(plot.view.x, plot.area().x.log, 0.5) });
        return {};
      case 'PageUp':
        plot.zoom({ x: panned(plot.view.x, plot.area().x.log, -0.5) });
        return {};
      case '0':
        plot.zoom(undefined);
        return {};
      default:
        return undefined;
    }
  }

  #go(plot: Plot, place: number): Pressed {
    const line = this.lines[this.#line];
    if (!line || place < 0) return {};
    this.#place = place;
    const { box, x, y } = plot.area();
    const value = line.curve.xs[place] ?? Number.NaN;
    // The view follows the cursor.
    if (value < x.min || value > x.max) {
      plot.zoom({ x: panned(plot.view.x, x.log, value < x.min ? -0.5 : 0.5) });
    }
    const now = plot.area();
    const top = toPixel(y, line.curve.ys[place] ?? Number.NaN) - box.top;
    plot.setCursor({
      left: Math.max(0, Math.min(box.width, toPixel(now.x, value) - box.left)),
      top: Number.isFinite(top) ? Math.max(0, Math.min(box.height, top)) : 0,
    });
    return { line, place };
  }

  /** Another line at the same x, or at its end where it ended before. */
  #other(plot: Plot, by: number): Pressed {
    const count = this.lines.length;
    if (count === 0) return {};
    const x = this.lines[this.#line]?.curve.xs[this.#place ?? 0] ?? 0;
    this.#line = (this.#line + by + count) % count;
    const next = this.lines[this.#line];
    if (!next) return {};
    const ended = x > (next.curve.xs.at(-1) ?? 0) ? next.curve.xs.length - 1 : 0;
    return this.#go(plot, placeAt(next.curve, x) ?? ended);
  }

  #zoom(plot: Plot, axis: 'x' | 'y', factor: number): Pressed {
    const { left = -1 } = plot.chart.cursor;
    const { box, [axis]: scale } = plot.area();
    const share = axis === 'x' && left >= 0 ? left / box.width : 0.5;
    const next = zoomed(plot.view[axis], scale.log, share, factor);
    plot.zoom(axis === 'x' ? { x: next } : { y: next });
    return {};
  }
}
