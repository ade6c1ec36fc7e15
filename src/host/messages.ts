import * as vscode from 'vscode';
import { AppError, errorText, type Fix } from '../base/errors';
import { plainMessage } from '../model/words';
import { type LogChannel } from './log';
import { type Action, type Ui } from './ui';

/** @param onFailure told when what a button does fails: nobody waits for it */
export function createMessages(
  onFailure: (error: unknown) => void,
): Pick<Ui, 'tell' | 'warn' | 'confirm'> {
  const { showInformationMessage, showWarningMessage } = vscode.window;
  return {
    tell: (message, ...actions) => show(showInformationMessage, message, actions, onFailure),
    warn: (message, ...actions) => show(showWarningMessage, message, actions, onFailure),
    async confirm({ message, detail, action }) {
      const options: vscode.MessageOptions = {
        modal: true,
        ...(detail === undefined ? {} : { detail }),
      };
      return (await showWarningMessage(message, options, action)) === action;
    },
  };
}

type Show = (message: string, ...items: string[]) => Thenable<string | undefined>;

function show(
  how: Show,
  message: string,
  actions: readonly Action[],
  onFailure: (error: unknown) => void,
): void {
  const labels = actions.map((action) => action.label);
  how(plainMessage(message), ...labels)
    .then((chosen) => actions.find((action) => action.label === chosen)?.run())
    .then(undefined, onFailure);
}

/** Turns ways out into buttons. */
export type FixActions = Readonly<Record<Fix, Action | undefined>>;
export type Reporter = (error: unknown, retry?: () => unknown) => void;

/** The one outer boundary: what reaches it is shown and logged; cancelling is silent; a bug says that it is one. */
export function createReporter(log: LogChannel, fixes: FixActions): Reporter {
  const openLog: Action = { label: 'Show Log', run: () => log.show() };
  const tell = (message: string, actions: readonly Action[]): void =>
    show(vscode.window.showErrorMessage, message, actions, report);
  const report: Reporter = (error, retry) => {
    if (!(error instanceof AppError)) {
      log.error('This is a bug.', error);
      tell(`GitLab MLOps hit a bug: ${errorText(error)}`, [openLog]);
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
    tell(error.message, actions);
  };
  return report;
}
