import { signsOf } from '../../../../model/charts/signs';
import { type RunMark } from '../../../../model/runColors';
import { nameParts } from '../nameParts';

/** Where charts are drawn: a canvas on the page, or the text of an SVG. Lengths in CSS px, colours as CSS has them. */
export interface Pen {
  line(xs: ArrayLike<number>, ys: ArrayLike<number>, stroke: Stroke): void;
  /** From one point to the other in an S, as between the axes of parallel coordinates. */
  curve(xs: ArrayLike<number>, ys: ArrayLike<number>, stroke: Stroke): void;
  /** Filled between two lines. */
  band(
    xs: ArrayLike<number>,
    low: ArrayLike<number>,
    high: ArrayLike<number>,
    fill: Fill & { /** px that it is wider on both sides. */ readonly spread?: number },
  ): void;
  rect(box: Box, fill: Fill): void;
  shape(shape: RunMark['shape'], x: number, y: number, radius: number, fill: Fill): void;
  text(text: string, x: number, y: number, style: TextStyle): void;
  /** Width of a text, px. */
  measure(text: string, bold?: boolean): number;
  /** What `draw` draws outside of the box is not seen. */
  clip(box: Box, draw: () => void): void;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

export interface Fill {
  readonly color: string;
  readonly opacity?: number;
  /** An outline instead of a filled box. */
  readonly outline?: boolean;
}

export interface TextStyle {
  readonly color: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly bold?: boolean;
  /** Colour behind the signs, where they stand on lines. */
  readonly halo?: string;
}

export const fontSize = 11;

/** Cut to a width, with an ellipsis: in the middle where names of one family differ at their ends. */
export function fitted(pen: Pen, text: string, width: number): string {
  const line = text.replaceAll(/\s+/g, ' ');
  if (line.length < 400 && pen.measure(line) <= width) return line;
  const parts = nameParts(line);
  const left = parts ? width - pen.measure(parts.tail) : 0;
  // Something of the beginning has to be left, or it says nothing.
  if (parts && left > leastHead) return `${startOf(pen, parts.head, left)}${parts.tail}`;
  return startOf(pen, line, width);
}

/** px */
const leastHead = 30;

function startOf(pen: Pen, line: string, width: number): string {
  const signs = signsOf(line.slice(0, 200));
  let low = 0;
  let high = signs.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pen.measure(`${signs.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${signs.slice(0, low).join('')}…`;
}
