import * as vscode from 'vscode';
import { AppError, errorText, type Fix } from '../base/errors';
import { type LogChannel } from './log';
import { type Action, type Ui } from './ui';

export const messages: Pick<Ui, 'tell' | 'warn' | 'confirm'> = {
  tell: (message, ...actions) => show(vscode.window.showInformationMessage, message, actions),
  warn: (message, ...actions) => show(vscode.window.showWarningMessage, message, actions),
  async confirm({ message, detail, action }) {
    const options: vscode.MessageOptions = {
      modal: true,
      ...(detail === undefined ? {} : { detail }),
    };
    return (await vscode.window.showWarningMessage(message, options, action)) === action;
  },
};

type Show = (message: string, ...items: string[]) => Thenable<string | undefined>;

function show(how: Show, message: string, actions: readonly Action[]): void {
  void how(message, ...actions.map((action) => action.label)).then((chosen) =>
    actions.find((action) => action.label === chosen)?.run(),
  );
}

/** Turns ways out into buttons. */
export type FixActions = Readonly<Record<Fix, Action | undefined>>;
export type Reporter = (error: unknown, retry?: () => unknown) => void;

/** The one outer boundary: what reaches it is shown and logged; cancelling is silent; a bug says that it is one. */
export function createReporter(log: LogChannel, fixes: FixActions): Reporter {
  const openLog: Action = { label: 'Show Log', run: () => log.show() };
  return (error, retry) => {
    if (!(error instanceof AppError)) {
      log.error('This is a bug.', error);
      show(vscode.window.showErrorMessage, `GitLab MLOps hit a bug: ${errorText(error)}`, [
        openLog,
      ]);
      return;
    }
    if (error.kind === 'cancelled') return;
    log.error('Reported to the user.', error);
    const way = error.fix && fixes[error.fix];
    const again: Action | undefined =
      retry &&
      (error.fix === 'retry' || error.kind === 'unreachable' || error.kind === 'rate-limited')
        ? { label: 'Try Again', run: retry }
        : undefined;
    const actions = [way, again, openLog].filter((action) => action !== undefined);
    show(vscode.window.showErrorMessage, error.message, actions);
  };
}
