import { numberAt } from '../../../../model/frame/columns';
import { rows } from '../data';
import { kept } from '../kept';
import { brushedRuns } from '../charts/brushes';
import { baselineRow, directionOf, focused, hovered, marks, selectedRuns } from '../model';
import { type Slot } from './CellView';
import { clock } from './clock';
import { isLogged } from './columns';
import { activeCellId, focusedColumn, focusedGroup, headFocused } from './cursor';
import { keyMetricName } from './keyMetric';
import { folded, lines } from './lines';
import { starred } from './personal';
import { columnsInSight, type Placed, placing, px, rowHeight, rowWindow } from './placing';
import { commonPrefix } from './prefix';
import { rangeOf } from './ranges';
import { RowView } from './RowView';
import { sparksArrived } from './sparks';
import { valuesOf } from './values';
import { scrollTop, viewHeight } from './viewport';

/** Columns that were in sight lately. */
const mostKnown = 500;

/** The rows in sight: a few elements that are filled again and again, moved by transform alone. */
export class Grid {
  readonly #baseline = new RowView(true);
  readonly #rows: RowView[] = [];
  #slots: (Slot | undefined)[] = [];
  #seenBy: readonly unknown[] = [];
  #stamp = 0;
  readonly #known = new Map<string, { placed: Placed; slot: Slot; at: number }>();
  #painted: { readonly of: readonly unknown[]; readonly version: number } = { of: [], version: 0 };
  #version = 0;
  #gap = 0;
  #active: HTMLElement | undefined;
  #height = '';
  #widths = '';

  constructor(
    private readonly grid: HTMLElement,
    private readonly body: HTMLElement,
    private readonly pinnedRow: HTMLElement,
  ) {}

  /** Call inside an effect: what is read here says when to paint again. */
  paint(): void {
    const { at, groups } = lines.value;
    const { pinned, frozen } = placing.value;
    const base = baselineRow.value;
    this.#stampBy([
      rows.value,
      marks.value,
      base,
      placing.value,
      kept.value.directions,
      clock.value,
      sparksArrived.value,
    ]);
    const { first, last, shift, body } = rowWindow(at.length, scrollTop.value, viewHeight.value);
    this.#measure(px(body));
    const seen = columnsInSight.value;
    const slots = this.#slotsOf(seen, base);
    this.#gap = (seen[0]?.x ?? frozen) - frozen;
    const stuck = pinned.map((one) => this.#slotOf(one, base));
    this.#version = this.#lookAt([...slots, ...stuck]);
    const pool = this.#resize(last - first);
    const offset = base === undefined ? 2 : 3;
    for (let line = first; line < last; line++) {
      const view = this.#rows[line % pool];
      if (!view) continue;
      view.move(line * rowHeight - shift, line + offset);
      const row = at[line] ?? 0;
      const group = row < 0 ? groups[-1 - row] : undefined;
      if (group) {
        const here = focusedGroup.value === group.label && !headFocused.value;
        view.showGroup(group, folded.value.has(group.label), here, keyMetricName.value);
      } else this.#show(view, row, base, slots, stuck);
    }
    this.#paintBaseline(base, slots, stuck);
    this.#markActive();
  }

  /** The row that an element belongs to. */
  rowOf(element: Element): RowView | undefined {
    const found = element.closest('.row');
    return this.#baseline.element === found
      ? this.#baseline
      : this.#rows.find((row) => row.element === found);
  }

  #measure(height: string): void {
    const { frozen, total } = placing.value;
    const widths = `${total} ${frozen}`;
    if (widths !== this.#widths) {
      this.grid.style.setProperty('--total', px(total));
      this.grid.style.setProperty('--frozen', px(frozen));
      this.#widths = widths;
    }
    if (height !== this.#height) this.body.style.height = height;
    this.#height = height;
  }

  #resize(count: number): number {
    while (this.#rows.length < count) {
      const view = new RowView(false);
      this.#rows.push(view);
      this.body.append(view.element);
    }
    while (this.#rows.length > count) this.#rows.pop()?.element.remove();
    return this.#rows.length;
  }

  #paintBaseline(
    base: number | undefined,
    slots: readonly (Slot | undefined)[],
    stuck: readonly Slot[],
  ): void {
    const { element } = this.#baseline;
    if (base === undefined) {
      element.remove();
      return;
    }
    if (!element.isConnected) this.pinnedRow.append(element);
    this.#baseline.move(0, 2);
    this.#show(this.#baseline, base, base, slots, stuck);
  }

  #show(
    view: RowView,
    row: number,
    base: number | undefined,
    slots: readonly (Slot | undefined)[],
    stuck: readonly Slot[],
  ): void {
    const head = rows.value[row];
    if (!head) return;
    const { id } = head;
    const here = focused.value === id && focusedGroup.value === undefined && !headFocused.value;
    const look = {
      head,
      row,
      selected: selectedRuns.value.has(id),
      starred: starred.value.has(id),
      focused: here && !view.isPinned,
      hovered: hovered.value === id,
      brushed: brushedRuns.value?.has(id) === true,
      isBaseline: base === row,
      mark: marks.value.get(id),
    };
    view.show(look, slots, stuck, { stamp: this.#stamp, version: this.#version, gap: this.#gap });
  }

  #markActive(): void {
    const cell = headFocused.value ? undefined : this.#activeCell();
    if (this.#active !== cell) {
      this.#active?.classList.remove('active');
      this.#active?.removeAttribute('id');
      this.#active = cell;
    }
    if (cell) {
      cell.id = activeCellId;
      cell.classList.add('active');
    }
    if (cell || headFocused.value) this.grid.setAttribute('aria-activedescendant', activeCellId);
    else this.grid.removeAttribute('aria-activedescendant');
  }

  #activeCell(): HTMLElement | undefined {
    const label = focusedGroup.value;
    if (label !== undefined) return this.#rows.find((one) => one.group?.label === label)?.name;
    const run = focused.value;
    const view = run && this.#rows.find((one) => one.look?.head.id === run);
    return view ? (view.cellOfColumn(focusedColumn.value) ?? view.name) : undefined;
  }

  /** Each column keeps its elements while it is in sight. */
  #slotsOf(seen: readonly Placed[], base: number | undefined): readonly (Slot | undefined)[] {
    const before = this.#slots;
    const count = Math.max(before.length, seen.length + (before.length < seen.length ? 2 : 0));
    const slots = new Array<Slot | undefined>(count).fill(undefined);
    for (const one of seen) slots[one.index % count] = this.#slotOf(one, base);
    this.#slots = slots;
    return slots;
  }

  /** A number that stays the same while no cell has to look different. */
  #lookAt(slots: readonly (Slot | undefined)[]): number {
    const seen = [this.#stamp, ...slots];
    const { version } = this.#painted;
    const same =
      seen.length === this.#painted.of.length &&
      seen.every((one, index) => one === this.#painted.of[index]);
    if (!same) this.#painted = { of: seen, version: version + 1 };
    return this.#painted.version;
  }

  #slotOf(placed: Placed, base: number | undefined): Slot {
    const { key, part, group, numeric } = placed.column;
    const values = valuesOf(key, part);
    const before = this.#known.get(key);
    if (before?.placed === placed && before.slot.values === values && before.at === this.#stamp) {
      return before.slot;
    }
    const slot = {
      ...placed,
      values,
      against: base === undefined ? undefined : numberAt(values, base),
      direction: isLogged(key) ? directionOf(key) : 'unknown',
      range: rangeOf(values),
      prefix: numeric ? 0 : commonPrefix(values).length,
      compares: base !== undefined && group === 'metric',
    };
    if (this.#known.size > mostKnown) this.#known.clear();
    this.#known.set(key, { placed, slot, at: this.#stamp });
    return slot;
  }

  #stampBy(parts: readonly unknown[]): void {
    if (parts.some((part, index) => part !== this.#seenBy[index])) this.#stamp++;
    this.#seenBy = parts;
  }
}
