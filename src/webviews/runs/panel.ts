import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { type ExperimentId, type RunId } from '../../model/ids';
import { openPanel } from '../ipc/panel';
import { runsContract } from './contract';
import { RunsController, type RunsControllerNeeds } from './controller';

export interface RunsPanels {
  /** The table of some experiments, or of all. One window per choice. */
  openTable(experiments: readonly ExperimentId[] | undefined, title: string): void;
  openCompare(runs: readonly RunId[]): void;
  openPromote(run: RunId): void;
  dispose(): void;
}

export type PanelNeeds = Omit<RunsControllerNeeds, 'experiments' | 'title'> & {
  readonly extensionUri: vscode.Uri;
  readonly report: (error: unknown) => void;
};

/** Windows with runs. A window that is open already is shown again instead of a second one. */
export function createRunsPanels(needs: PanelNeeds): RunsPanels {
  const open = new Map<
    string,
    { controller: RunsController; reveal: () => void; close: () => void }
  >();

  const show = (
    experiments: readonly ExperimentId[] | undefined,
    title: string,
  ): RunsController => {
    const key = experiments?.join(' ') ?? '';
    const known = open.get(key);
    if (known) {
      known.reveal();
      return known.controller;
    }
    const owned = new DisposableStore();
    const controller = owned.add(new RunsController({ ...needs, experiments, title }));
    const panel = openPanel({
      name: 'runs',
      title: `${title}: runs`,
      icon: 'runs',
      contract: runsContract,
      handlers: controller.handlers,
      extensionUri: needs.extensionUri,
      report: needs.report,
    });
    let scheduled = false;
    const sendKept = (): void => panel.server.notify('kept', controller.kept);
    const sendViews = (): void =>
      panel.server.notify('repositoryViews', needs.repositoryViews.current);
    const send = (): void => {
      scheduled = false;
      if (open.has(key)) panel.server.notify('state', controller.state);
    };
    // At once: the page that asked to keep something shows what it is told from then on.
    owned.add(needs.kept.onDidChange(sendKept));
    owned.add(needs.session.onDidChange(sendKept));
    owned.add(needs.repositoryViews.onDidChange(sendViews));
    owned.add(
      controller.onDidChange(() => {
        if (scheduled) return;
        scheduled = true;
        setTimeout(send, 30);
      }),
    );
    // Nobody looks at a tab behind another one: nothing is read for it.
    const look = (): Disposable | undefined => (panel.visible ? controller.watch() : undefined);
    let looking = look();
    owned.add(
      panel.onDidChangeVisibility(() => {
        looking?.dispose();
        looking = look();
      }),
    );
    owned.add({ dispose: () => looking?.dispose() });
    panel.onDidClose(() => {
      open.delete(key);
      owned.dispose();
    });
    open.set(key, { controller, reveal: () => panel.reveal(), close: () => panel.dispose() });
    sendKept();
    sendViews();
    send();
    return controller;
  };

  const anyController = (): RunsController => {
    const [first] = open.values();
    if (!first) return show(undefined, 'All experiments');
    first.reveal();
    return first.controller;
  };

  return {
    openTable: (experiments, title) => show(experiments, title).showTable(),
    openCompare: (runs) => anyController().showCompare(runs),
    openPromote: (run) => anyController().showPromote(run),
    dispose() {
      for (const entry of [...open.values()]) entry.close();
    },
  };
}
