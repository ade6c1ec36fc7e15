import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type ModelId } from '../../model/ids';
import { type Project } from '../../model/project';
import { openPanel } from '../ipc/panel';
import { whileVisible } from '../ipc/whileVisible';
import { modelContract } from './contract';
import { ModelController, type ModelControllerNeeds } from './controller';

export interface ModelPanels {
  /** One window per model; one that is open is shown again. */
  show(model: ModelId, name: string, project: Project): void;
  dispose(): void;
}

export type ModelPanelsNeeds = Omit<ModelControllerNeeds, 'modelId' | 'name' | 'project'> & {
  readonly extensionUri: vscode.Uri;
  readonly report: (error: unknown) => void;
};

export function createModelPanels(needs: ModelPanelsNeeds): ModelPanels {
  const open = new Map<string, { reveal: () => void; close: () => void }>();
  return {
    show(modelId, name, project) {
      // Numbers of models are those of one server.
      const key = `${project.webUrl} ${modelId}`;
      const shown = open.get(key);
      if (shown) return shown.reveal();
      const owned = new DisposableStore();
      const controller = owned.add(new ModelController({ ...needs, modelId, name, project }));
      const panel = openPanel({
        name: 'model',
        title: name,
        icon: 'model',
        contract: modelContract,
        handlers: controller.handlers,
        extensionUri: needs.extensionUri,
        report: needs.report,
      });
      const send = (): void => panel.server.notify('state', controller.state);
      owned.add(controller.onDidChange(send));
      owned.add(whileVisible(panel, () => controller.watch()));
      panel.onDidClose(() => {
        open.delete(key);
        owned.dispose();
      });
      open.set(key, { reveal: () => panel.reveal(), close: () => panel.dispose() });
      send();
    },
    dispose() {
      for (const entry of [...open.values()]) entry.close();
    },
  };
}
