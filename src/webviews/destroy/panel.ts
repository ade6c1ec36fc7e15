import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type OpenPanel, openPanel } from '../ipc/panel';
import { whileVisible } from '../ipc/whileVisible';
import { destroyContract } from './contract';
import { DestroyController, type DestroyControllerNeeds } from './controller';

export interface DestroyPanel {
  /** Shows what destroying would do, reading the cloud anew. */
  show(): void;
  dispose(): void;
}

/** The window with the preview; there is one. */
export function createDestroyPanel(
  needs: DestroyControllerNeeds & { readonly extensionUri: vscode.Uri },
): DestroyPanel {
  let open: { panel: OpenPanel<typeof destroyContract>; controller: DestroyController } | undefined;

  const create = (): NonNullable<typeof open> => {
    const owned = new DisposableStore();
    const controller = owned.add(new DestroyController(needs));
    const panel = openPanel({
      name: 'destroy',
      title: 'Destroy environment',
      icon: 'plan',
      contract: destroyContract,
      handlers: controller.handlers,
      extensionUri: needs.extensionUri,
      report: needs.report,
    });
    const send = (): void => panel.server.notify('state', controller.state);
    owned.add(controller.onDidChange(send));
    owned.add(whileVisible(panel, () => controller.watch()));
    panel.onDidClose(() => {
      open = undefined;
      owned.dispose();
    });
    send();
    return { panel, controller };
  };

  return {
    show() {
      if (open) open.panel.reveal();
      open ??= create();
      void open.controller.read();
    },
    dispose: () => open?.panel.dispose(),
  };
}
