import * as vscode from 'vscode';
import { type Disposable } from '../base/disposable';
import { cancelled } from '../base/errors';
import { redact } from '../base/secret';
import { type LiveText } from './ui';

export interface LiveLog extends LiveText {
  /** Aborted when nobody can see the log any more. */
  readonly signal: AbortSignal;
  /** False when the same log is being followed already; it is only shown then. */
  readonly fresh: boolean;
}

const kept = 6;

/** Logs that grow, each in an output channel of its own; the oldest makes room for the newest. */
export function createLiveLogs(): Disposable & {
  open: (title: string, key: string) => Promise<LiveLog>;
} {
  const open = new Map<string, { channel: vscode.OutputChannel; controller: AbortController }>();
  const close = (key: string): void => {
    const entry = open.get(key);
    open.delete(key);
    entry?.controller.abort(cancelled());
    entry?.channel.dispose();
  };
  return {
    async open(title, key) {
      const known = open.get(key);
      if (!known) {
        for (const oldest of [...open.keys()].slice(0, Math.max(0, open.size - kept + 1)))
          close(oldest);
        open.set(key, {
          channel: vscode.window.createOutputChannel(`MLOps: ${title}`),
          controller: new AbortController(),
        });
      }
      const entry = open.get(key);
      if (!entry) throw new Error('A log was closed while it was opened.');
      const { channel, controller } = entry;
      channel.show(true);
      return {
        signal: controller.signal,
        fresh: !known,
        append: (text) => channel.append(redact(text)),
        replace: (text) => channel.replace(redact(text)),
        dispose: () => close(key),
      };
    },
    dispose() {
      for (const key of [...open.keys()]) close(key);
    },
  };
}
