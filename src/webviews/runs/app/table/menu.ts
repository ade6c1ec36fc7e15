import { signal } from '@preact/signals';

/** One line of a menu; a string is a heading over the next ones. */
export type MenuLine =
  | string
  | {
      readonly label: string;
      readonly icon?: string;
      readonly keys?: string;
      /** Set for lines of which one is chosen. */
      readonly checked?: boolean;
      readonly disabled?: boolean;
      readonly run: () => void;
    };

export interface OpenMenu {
  readonly name: string;
  /** px from the corner of the page. */
  readonly x: number;
  readonly y: number;
  readonly lines: readonly MenuLine[];
  /** Gets the keys back. */
  readonly from: HTMLElement | null;
}

export const openMenu = signal<OpenMenu | undefined>(undefined);

export function showMenu(name: string, x: number, y: number, lines: readonly MenuLine[]): void {
  const from = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  openMenu.value = { name, x, y, lines, from };
}
