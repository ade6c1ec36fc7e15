import { type RunRow } from '../../../../model/frame/frame';
import { type RunMark } from '../../../../model/runColors';
import { metricText } from '../../../../model/words';
import { CellView, type Slot } from './CellView';
import { type RowGroup } from './lines';
import { markShape } from './markShape';
import { showName } from './showName';
import { statusOf } from './statusIcon';

/** What a row shows beside its cells. */
export interface RowLook {
  readonly head: RunRow;
  readonly row: number;
  readonly selected: boolean;
  readonly starred: boolean;
  readonly focused: boolean;
  /** Under the pointer here or in a chart. */
  readonly hovered: boolean;
  /** Inside of what is brushed in the charts. */
  readonly brushed: boolean;
  readonly isBaseline: boolean;
  readonly mark: RunMark | undefined;
}

/** What all rows are filled with. */
export interface Filling {
  /** Changes when cells of the same column and run look different. */
  readonly stamp: number;
  /** Changes when any cell has to look different. */
  readonly version: number;
  /** Columns out of sight before the first one in sight, px. */
  readonly gap: number;
}

const longestName = 300;

/** One element that shows one row after the other. */
export class RowView {
  readonly element = make('div', '');
  /** Does not scroll sideways. */
  readonly frozen = make('div', 'frozen');
  readonly name = make('div', 'cell name-cell');
  look: RowLook | undefined;
  group: RowGroup | undefined;
  readonly #check = document.createElement('input');
  readonly #star = make('button', 'star');
  readonly #starIcon = make('span', 'codicon codicon-star-empty');
  readonly #mark = make('span', 'mark');
  readonly #icon = make('span', '');
  readonly #text = make('span', 'ellipsis grow');
  readonly #base = make('span', 'sr-only');
  readonly #badge = make('span', 'badge');
  readonly #space = make('i', 'space');
  readonly #pinned: CellView[] = [];
  readonly #cells: CellView[] = [];
  #y = Number.NaN;
  #index = -1;
  #gap = -1;
  #folded = false;
  /** Of the columns that the cells were filled for. */
  #version = -1;

  /** @param isPinned the row of the baseline, on top */
  constructor(readonly isPinned: boolean) {
    this.element.setAttribute('role', 'row');
    this.frozen.setAttribute('role', 'none');
    this.name.setAttribute('role', 'rowheader');
    this.name.setAttribute('aria-colindex', '1');
    this.#check.type = 'checkbox';
    this.#check.className = 'check';
    this.#check.tabIndex = -1;
    this.#star.setAttribute('type', 'button');
    this.#star.tabIndex = -1;
    this.#star.title = 'Star (S)';
    this.#starIcon.ariaHidden = 'true';
    this.#star.append(this.#starIcon);
    this.#icon.setAttribute('role', 'img');
    this.#base.textContent = 'baseline';
    this.#base.hidden = true;
    this.#badge.hidden = true;
    this.name.append(
      this.#check,
      this.#mark,
      this.#star,
      this.#icon,
      this.#text,
      this.#base,
      this.#badge,
    );
    this.frozen.append(this.name);
    this.#space.ariaHidden = 'true';
    this.element.append(this.frozen, this.#space);
  }

  cellOfColumn(key: string): HTMLElement | undefined {
    const found = [...this.#pinned, ...this.#cells].find((cell) => cell.slot?.column.key === key);
    return found?.element;
  }

  cellOf(element: Element): CellView | undefined {
    const found = element.closest('.cell');
    return [...this.#pinned, ...this.#cells].find((cell) => cell.element === found);
  }

  /** @param index place in the whole grid, from 1 */
  move(y: number, index: number): void {
    if (this.#y !== y) this.element.style.transform = `translateY(${y}px)`;
    if (this.#index !== index) this.element.setAttribute('aria-rowindex', `${index}`);
    this.#y = y;
    this.#index = index;
  }

  showGroup(group: RowGroup, folded: boolean, focused: boolean, metric: string): void {
    this.element.className = `row group-row${focused ? ' focused' : ''}`;
    if (this.group === group && this.#folded === folded) return;
    if (!this.group) this.#leaveRun();
    this.group = group;
    this.#folded = folded;
    this.name.ariaExpanded = String(!folded);
    const best = group.best === undefined ? '' : `best ${metric} ${metricText(group.best)}`;
    this.#text.className = 'ellipsis grow';
    this.#text.textContent = group.label.slice(0, longestName);
    this.#badge.hidden = false;
    this.#badge.textContent = [group.count.toLocaleString('en-US'), best]
      .filter(Boolean)
      .join(' · ');
    this.#icon.className = `codicon codicon-chevron-${folded ? 'right' : 'down'}`;
    this.#icon.ariaLabel = folded ? 'folded group' : 'group';
  }

  show(
    look: RowLook,
    slots: readonly (Slot | undefined)[],
    pinned: readonly Slot[],
    { stamp, version, gap }: Filling,
  ): void {
    if (this.group) this.#leaveGroup();
    const was = this.look;
    this.look = look;
    if (was?.head !== look.head) this.#rename(look.head);
    this.#paintState(was, look);
    if (was?.row === look.row && this.#version === version) return;
    this.#version = version;
    grow(this.#cells, slots.length, this.element, true);
    if (gap !== this.#gap) this.#space.style.width = `${gap}px`;
    this.#gap = gap;
    grow(this.#pinned, pinned.length, this.frozen, false);
    const at = {
      head: look.head,
      row: look.row,
      isBaseline: look.isBaseline,
      color: look.mark?.color,
    };
    for (let index = 0; index < this.#cells.length; index++) {
      this.#cells[index]?.place(slots[index]);
      this.#cells[index]?.fill(at, stamp);
    }
    for (let index = 0; index < this.#pinned.length; index++) {
      this.#pinned[index]?.place(pinned[index]);
      this.#pinned[index]?.fill(at, stamp);
    }
  }

  #paintState(was: RowLook | undefined, look: RowLook): void {
    const classes = `row${this.isPinned ? ' pinned' : ''}${look.selected ? ' selected' : ''}${look.focused ? ' focused' : ''}${look.hovered ? ' hovered' : ''}${look.brushed ? ' brushed' : ''}`;
    if (this.element.className !== classes) this.element.className = classes;
    if (was?.selected !== look.selected) this.element.ariaSelected = String(look.selected);
    // The box may have been clicked meanwhile.
    if (this.#check.checked !== look.selected) this.#check.checked = look.selected;
    if (was?.starred !== look.starred) {
      this.#star.className = look.starred ? 'star on' : 'star';
      this.#starIcon.className = `codicon codicon-star-${look.starred ? 'full' : 'empty'}`;
      this.#star.ariaPressed = String(look.starred);
    }
    if (was?.isBaseline !== look.isBaseline) this.#base.hidden = !look.isBaseline;
    if (was?.mark !== look.mark || was?.selected !== look.selected) {
      this.#mark.replaceChildren(...(look.mark ? [markShape(look.mark)] : []));
      const color = look.selected ? look.mark?.color : undefined;
      if (color === undefined) this.#check.style.removeProperty('--mark');
      else this.#check.style.setProperty('--mark', color);
    }
  }

  #rename(head: RunRow): void {
    this.element.dataset['run'] = head.id;
    showName(this.#text, head);
    const named = head.name.slice(0, longestName);
    this.#check.ariaLabel = `Select ${named}`;
    this.#star.ariaLabel = `Star ${named}`;
    const { icon, label, bad } = this.isPinned
      ? { icon: 'pinned', label: 'baseline, pinned', bad: false }
      : statusOf(head);
    this.#icon.className = `codicon codicon-${icon.replace('~spin', ' codicon-modifier-spin')}${bad ? ' bad' : ''}`;
    this.#icon.ariaLabel = label;
    this.#badge.hidden = head.version === undefined;
    this.#badge.textContent = head.version?.split(' ').at(-1) ?? '';
  }

  #leaveRun(): void {
    this.look = undefined;
    for (const part of [this.#check, this.#star, this.#mark, this.#base]) part.hidden = true;
    delete this.element.dataset['run'];
    this.#space.style.width = '0';
    this.#gap = 0;
    this.element.ariaSelected = null;
    for (const cell of [...this.#cells, ...this.#pinned]) cell.place(undefined);
  }

  #leaveGroup(): void {
    this.group = undefined;
    this.name.ariaExpanded = null;
    for (const part of [this.#check, this.#star, this.#mark]) part.hidden = false;
  }
}

function grow(cells: CellView[], count: number, parent: HTMLElement, flow: boolean): void {
  while (cells.length < count) {
    const cell = new CellView(flow);
    cell.element.style.display = 'none';
    parent.append(cell.element);
    cells.push(cell);
  }
}

function make(tag: string, classes: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = classes;
  return element;
}
