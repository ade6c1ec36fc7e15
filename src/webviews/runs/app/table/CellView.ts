import { type Direction } from '../../../../model/compare';
import { type FrameColumn, numberAt } from '../../../../model/frame/columns';
import { type RunRow } from '../../../../model/frame/frame';
import { metricText } from '../../../../model/words';
import { changeOf } from './change';
import { type Placed } from './placing';
import { sparkHeight, sparkWidth } from './sparkPath';
import { sparkOf } from './sparks';
import { shownText } from './values';

/** A column in sight with what its cells need, looked up once for all rows. */
export interface Slot extends Placed {
  readonly values: FrameColumn | undefined;
  /** The baseline's value. */
  readonly against: number | undefined;
  readonly direction: Direction;
  /** Of the whole column. */
  readonly range: { readonly min: number; readonly max: number };
  /** Characters that the head says already. */
  readonly prefix: number;
  /** There is a baseline, so that metrics have room for changes. */
  readonly compares: boolean;
}

export interface CellRow {
  readonly head: RunRow;
  readonly row: number;
  readonly isBaseline: boolean;
  /** The run's colour where it is selected or drawn. */
  readonly color: string | undefined;
}

const space = 'http://www.w3.org/2000/svg';
const axisWidth = 30;
const barWidth = 48;
const longest = 300;
/** px. */
const pointSizes = { disc: 5, ring: 8, base: 7 };

/** Stem and tick are its backgrounds: whatever has a place of its own is a layer to paint. */
interface Axis {
  readonly box: HTMLElement;
  readonly point: HTMLElement;
}

interface Delta {
  readonly box: HTMLElement;
  readonly text: Text;
}

/** One element that shows one cell after the other: what did not change is not touched. */
export class CellView {
  readonly element = document.createElement('div');
  slot: Slot | undefined;
  #row = -1;
  #stamp = -1;
  #values: FrameColumn | undefined;
  #kind = '';
  #main = document.createElement('span');
  #text = document.createTextNode('');
  #axis: Axis | undefined;
  #curve: SVGPathElement | undefined;
  #delta: Delta | undefined;

  /** @param flows stands beside the others of its row, in the order of the columns; else it has a place of its own */
  constructor(private readonly flows: boolean) {
    this.element.setAttribute('role', 'gridcell');
  }

  /** Undefined: no column needs this element now. */
  place(slot: Slot | undefined): void {
    const was = this.slot;
    this.slot = slot;
    if (!slot) {
      if (was) this.element.style.display = 'none';
      return;
    }
    if (!was) this.element.style.display = '';
    if (!this.flows && was?.x !== slot.x) this.element.style.left = `${slot.x}px`;
    if (this.flows && was?.index !== slot.index) this.element.style.order = `${slot.index}`;
    if (was?.column.width !== slot.column.width)
      this.element.style.width = `${slot.column.width}px`;
    if (was?.index !== slot.index) this.element.setAttribute('aria-colindex', `${slot.index + 2}`);
    if (was?.column !== slot.column || was.compares !== slot.compares) {
      this.#become(slot);
      this.#row = -1;
    }
  }

  fill(at: CellRow, stamp: number): void {
    const { slot } = this;
    if (!slot) return;
    if (this.#row === at.row && this.#stamp === stamp && this.#values === slot.values) return;
    this.#row = at.row;
    this.#stamp = stamp;
    this.#values = slot.values;
    const value = slot.column.group === 'metric' ? numberAt(slot.values, at.row) : undefined;
    const text =
      slot.column.group === 'metric'
        ? value === undefined
          ? ''
          : metricText(value)
        : (shownText(slot.column.key, slot.values, at.row) ?? '');
    const missing = text === '';
    const shown = missing
      ? slot.values
        ? '–'
        : ''
      : text.slice(slot.prefix, slot.prefix + longest);
    if (this.#text.data !== shown) this.#text.data = shown;
    this.#main.classList.toggle('faint', missing);
    this.element.classList.toggle('pending', !slot.values);
    if (this.#axis) this.#draw(this.#axis, slot, at, value);
    if (this.#curve) {
      const path = value === undefined ? '' : (sparkOf(slot.column.name, at.head.id) ?? '');
      this.#curve.setAttribute('d', path);
      this.#curve.style.stroke = at.color ?? '';
    }
    const change = this.#delta ? this.#compare(this.#delta, slot, at, value) : '';
    const { room, group } = slot.column;
    if (group !== 'metric') return;
    const fits = room && shown.length <= room.value && change.length <= room.change;
    this.element.classList.toggle('clipped', !fits);
  }

  #become({ column, compares }: Slot): void {
    const { key, group, look, numeric } = column;
    const linked = key === 'run.commit' || key === 'run.job';
    const plain = group !== 'metric' && !linked;
    const classes = `cell ${group}${plain ? ' text' : ''}${numeric ? ' numeric' : ''}`;
    if (this.element.className !== classes) this.element.className = classes;
    const room = column.valueWidth > 0 ? `${column.valueWidth}px` : '';
    const kind = group === 'metric' ? `${look} ${compares}` : linked ? 'link' : 'text';
    if (kind === this.#kind) {
      this.#main.style.minWidth = room;
      return;
    }
    this.#kind = kind;
    this.#axis = undefined;
    this.#curve = undefined;
    this.#delta = undefined;
    this.element.ariaDescription = null;
    if (plain) {
      // Hundreds of them are laid out at once: nothing stands around the text.
      this.#main = this.element;
      this.element.style.minWidth = '';
      this.element.replaceChildren(this.#text);
      return;
    }
    this.#main = linked ? part('button', 'link mono') : part('span', 'value');
    if (linked) {
      this.#main.setAttribute('type', 'button');
      this.#main.tabIndex = -1;
    }
    this.#main.style.minWidth = room;
    this.#main.append(this.#text);
    this.element.replaceChildren(this.#main);
    if (group !== 'metric') return;
    if (look === 'dot' || look === 'bar') {
      const box = part('span', `axis ${look}`);
      box.ariaHidden = 'true';
      this.#axis = { box, point: part('i', 'point') };
      box.append(this.#axis.point);
      this.element.append(box);
    }
    if (look === 'curve') this.#addCurve();
    if (compares) this.#addDelta();
  }

  #addCurve(): void {
    const svg = document.createElementNS(space, 'svg');
    svg.setAttribute('class', 'curve');
    svg.setAttribute('viewBox', `0 0 ${sparkWidth} ${sparkHeight}`);
    svg.setAttribute('aria-hidden', 'true');
    this.#curve = document.createElementNS(space, 'path');
    svg.append(this.#curve);
    this.element.append(svg);
  }

  #addDelta(): void {
    this.#delta = { box: part('span', 'delta'), text: document.createTextNode('') };
    this.#delta.box.append(this.#delta.text);
    this.element.append(this.#delta.box);
  }

  #draw(
    axis: Axis,
    { column, against, range }: Slot,
    at: CellRow,
    value: number | undefined,
  ): void {
    const { min, max } = range;
    const drawn = value !== undefined && Number.isFinite(value) && max > min;
    axis.box.style.visibility = drawn ? '' : 'hidden';
    if (!drawn) return;
    const bar = column.look === 'bar';
    const room = (bar ? barWidth : axisWidth) - 4;
    const place = (of: number): number =>
      2 + Math.max(0, Math.min(1, (of - min) / (max - min))) * room;
    const x = place(value);
    const base = against !== undefined && Number.isFinite(against) ? place(against) : undefined;
    const from = bar ? 2 : base;
    const length = from === undefined ? 0 : Math.max(bar ? 1 : 0, Math.abs(x - from));
    const { style } = axis.box;
    style.backgroundPosition = `${Math.min(x, from ?? x)}px center, ${(base ?? -9) - 0.5}px 0`;
    style.backgroundSize = `${length}px ${bar ? 8 : 2}px, 1px 100%`;
    if (bar) style.color = at.color ?? '';
    const shape = shapeOf(at);
    axis.point.style.marginLeft = `${x - pointSizes[shape] / 2}px`;
    axis.point.style.color = at.color ?? '';
    axis.point.className = `point ${shape}`;
  }

  /** Answers the size of the change as it is written. */
  #compare(delta: Delta, slot: Slot, at: CellRow, value: number | undefined): string {
    const { tone, sign, words, amount } = at.isBaseline
      ? { tone: 'faint base', sign: '', words: '', amount: value === undefined ? '' : 'baseline' }
      : changeOf(value, slot.against, slot.direction, slot.range.max - slot.range.min);
    const classes = `delta ${tone}`;
    if (delta.box.className !== classes) delta.box.className = classes;
    const written = `${sign} ${amount}`.trim();
    if (delta.text.data !== written) delta.text.data = written;
    // A sign is no word to screen readers.
    this.element.ariaDescription = words === '' ? null : `${words} ${amount}`;
    return amount;
  }
}

function shapeOf({ head, isBaseline }: CellRow): keyof typeof pointSizes {
  if (isBaseline) return 'base';
  return head.status === 'running' ? 'ring' : 'disc';
}

function part(tag: string, classes: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = classes;
  return element;
}
