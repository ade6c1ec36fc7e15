import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import { commandIds } from '../model/commandIds';
import { type Commands } from './handlers';

/** Gives every command to the editor, behind the one boundary that shows failures. */
export function registerCommands(
  handlers: Commands,
  report: (error: unknown, retry: () => unknown) => void,
): Disposable {
  const owned = new DisposableStore();
  for (const id of commandIds) {
    const handler = handlers[id] as (...args: unknown[]) => Promise<void>;
    const run = async (...args: unknown[]): Promise<void> => {
      try {
        await handler(...args);
      } catch (error) {
        report(error, () => run(...args));
      }
    };
    owned.add(vscode.commands.registerCommand(id, run));
  }
  return owned;
}
