import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import { commandIds } from '../model/commandIds';
import { changingCommands, notTrusted } from '../model/trust';
import { type Commands } from './handlers';

/**
 * Gives every command to the editor, behind the one boundary that shows failures.
 * @param load the handlers; asked for with the first command
 */
export function registerCommands(
  load: () => Promise<Commands>,
  report: (error: unknown, retry: () => unknown) => void,
): Disposable {
  const owned = new DisposableStore();
  for (const id of commandIds) {
    const run = async (...args: unknown[]): Promise<void> => {
      try {
        if (changingCommands.has(id) && !vscode.workspace.isTrusted) throw notTrusted();
        const handler = (await load())[id] as (...given: unknown[]) => Promise<void>;
        await handler(...args);
      } catch (error) {
        report(error, () => run(...args));
      }
    };
    owned.add(vscode.commands.registerCommand(id, run));
  }
  return owned;
}
