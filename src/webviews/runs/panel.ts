import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type RunId } from '../../model/ids';
import { type RunPlace } from '../../model/runPlace';
import { openPanel } from '../ipc/panel';
import { whileVisible } from '../ipc/whileVisible';
import { runsContract } from './contract';
import { restoredState } from './restoredState';
import { RunsController, type RunsControllerNeeds } from './controller';

export interface RunsPanels {
  /** The table of some experiments, of one project or several. One window per choice. */
  openTable(places: readonly RunPlace[], title: string): void;
  /** @param project path of where they live; without it the project that is chosen */
  openCompare(runs: readonly RunId[], project?: string): void;
  openPromote(run: RunId): void;
  /** Fills a window that the editor brought back. @param state what its page had kept */
  restore(panel: vscode.WebviewPanel, state: unknown): void;
  dispose(): void;
}

export type PanelNeeds = Omit<RunsControllerNeeds, 'places' | 'title'> & {
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
    places: readonly RunPlace[],
    title: string,
    before?: { readonly panel: vscode.WebviewPanel; readonly page: number },
  ): RunsController => {
    const key = JSON.stringify(places);
    const known = open.get(key);
    if (known) {
      known.reveal();
      return known.controller;
    }
    const owned = new DisposableStore();
    const controller = owned.add(
      new RunsController({ ...needs, places, title, page: before?.page }),
    );
    const panel = openPanel({
      name: 'runs',
      title: `${title}: runs`,
      icon: 'runs',
      contract: runsContract,
      handlers: controller.handlers,
      extensionUri: needs.extensionUri,
      report: needs.report,
      restored: before?.panel,
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
    owned.add(whileVisible(panel, () => controller.watch()));
    controller.windowIsUsed(vscode.window.state.active);
    owned.add(
      vscode.window.onDidChangeWindowState(({ active }) => controller.windowIsUsed(active)),
    );
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

  /** A window that has the runs already, else one with all of the project. */
  const controllerOf = (runs: readonly RunId[], project?: string): RunsController => {
    const found = [...open.values()].find(({ controller }) => controller.shows(runs));
    if (!found) {
      const chosen = project === undefined || project === needs.session.current?.projectPath;
      return chosen
        ? show([{ experiments: undefined }], 'All experiments')
        : show([{ project, experiments: undefined }], project);
    }
    found.reveal();
    return found.controller;
  };

  return {
    openTable: (places, title) => show(places, title).showTable(),
    openCompare: (runs, project) => controllerOf(runs, project).showCompare(runs),
    openPromote: (run) => controllerOf([run]).showPromote(run),
    restore(panel, state) {
      const { opened, page } = restoredState(state) ?? {};
      // Another window may have the same runs by now.
      if (!opened || open.has(JSON.stringify(opened.places))) panel.dispose();
      else show(opened.places, opened.title, { panel, page: page ?? 1 });
    },
    dispose() {
      for (const entry of [...open.values()]) entry.close();
    },
  };
}
