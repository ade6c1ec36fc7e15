import * as vscode from 'vscode';
import { type Disposable } from '../base/disposable';
import { cancelled } from '../base/errors';
import { redact } from '../base/secret';
import { type LiveText } from './ui';

export interface LiveLog extends LiveText {
  /** Aborted when the user closes the log. */
  readonly signal: AbortSignal;
  /** False when the same log is being followed already; it is only shown then. Otherwise it is empty. */
  readonly fresh: boolean;
  /** Nobody follows it any more; the text stays, and who opens it next begins anew. */
  rest(): void;
}

interface OpenLog {
  readonly terminal: vscode.Terminal;
  readonly screen: Screen;
  readonly controller: AbortController;
  followed: boolean;
}

const kept = 6;
const clearScreen = '\x1b[2J\x1b[3J\x1b[H';

/**
 * Logs that grow, each in a read-only terminal: it scrolls, can be searched, and its links can be opened. The oldest
 * makes room for the newest.
 */
export function createLiveLogs(): Disposable & {
  open: (title: string, key: string) => Promise<LiveLog>;
} {
  const open = new Map<string, OpenLog>();
  const close = (key: string): void => {
    const entry = open.get(key);
    open.delete(key);
    entry?.controller.abort(cancelled());
    entry?.terminal.dispose();
  };
  const start = (title: string, key: string): OpenLog => {
    for (const oldest of [...open.keys()].slice(0, Math.max(0, open.size - kept + 1)))
      close(oldest);
    const screen = new Screen(() => close(key));
    const terminal = vscode.window.createTerminal({
      name: title,
      pty: screen,
      iconPath: new vscode.ThemeIcon('output'),
    });
    const entry = { terminal, screen, controller: new AbortController(), followed: false };
    open.set(key, entry);
    return entry;
  };
  return {
    open(title, key) {
      const known = open.get(key);
      const entry = known ?? start(title, key);
      const { terminal, screen, controller } = entry;
      const fresh = !entry.followed;
      entry.followed = true;
      if (known && fresh) screen.write(clearScreen);
      terminal.show(true);
      return Promise.resolve({
        signal: controller.signal,
        fresh,
        rest: () => void (entry.followed = false),
        append: (text) => screen.write(redact(text)),
        replace: (text) => screen.write(clearScreen + redact(text)),
        dispose: () => close(key),
      });
    },
    dispose() {
      for (const key of [...open.keys()]) close(key);
    },
  };
}

/** A terminal that only shows. What is written before it is there waits. */
class Screen implements vscode.Pseudoterminal {
  readonly #written = new vscode.EventEmitter<string>();
  readonly #onClose: () => void;
  #waiting: string[] | undefined = [];

  readonly onDidWrite = this.#written.event;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const text of waiting) this.#written.fire(text);
  }

  close(): void {
    this.#written.dispose();
    this.#onClose();
  }

  write(text: string): void {
    const lines = text.replace(/\r?\n/g, '\r\n');
    if (this.#waiting) this.#waiting.push(lines);
    else this.#written.fire(lines);
  }
}
