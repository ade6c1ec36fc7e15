import * as vscode from 'vscode';
import { type Disposable } from '../base/disposable';
import { cancelled } from '../base/errors';
import { type ProgressTask } from './ui';

/** The editor's token as a signal. Dispose the result when the work is over. */
export function toSignal(token: vscode.CancellationToken): Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort(cancelled());
  const subscription = token.onCancellationRequested(() => controller.abort(cancelled()));
  return { signal: controller.signal, dispose: () => void subscription.dispose() };
}

export function withProgress<T>(task: ProgressTask<T>): Promise<T> {
  const notification = task.place !== 'window';
  return Promise.resolve(
    vscode.window.withProgress(
      {
        title: task.title,
        location: notification
          ? vscode.ProgressLocation.Notification
          : vscode.ProgressLocation.Window,
        cancellable: notification,
      },
      async (progress, token) => {
        const bridge = toSignal(token);
        try {
          return await task.run((message) => progress.report({ message }), bridge.signal);
        } finally {
          bridge.dispose();
        }
      },
    ),
  );
}
