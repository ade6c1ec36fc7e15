import { type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';

/** A page that was not touched for so long has nobody before it, unless the window itself is in use. */
const touchMs = 60_000;

/** Whether somebody is there: uses the window, or touched the page lately, which the editor does not notice. */
export class Attention implements Disposable {
  readonly #changed = new Emitter<void>();
  #touched: NodeJS.Timeout | undefined;
  #windowIsUsed: boolean;
  #attended = true;

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(windowIsUsed: boolean) {
    this.#windowIsUsed = windowIsUsed;
    this.touch();
  }

  get attended(): boolean {
    return this.#attended;
  }

  windowIsUsed(used: boolean): void {
    this.#windowIsUsed = used;
    this.#look();
  }

  touch(): void {
    clearTimeout(this.#touched);
    this.#touched = setTimeout(() => {
      this.#touched = undefined;
      this.#look();
    }, touchMs);
    this.#look();
  }

  #look(): void {
    const attended = this.#windowIsUsed || this.#touched !== undefined;
    if (attended === this.#attended) return;
    this.#attended = attended;
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#touched);
    this.#changed.dispose();
  }
}
