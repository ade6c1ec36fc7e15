import type * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type Blueprint } from '../../model/blueprint';
import { type Plan } from '../../model/plan';
import { type OpenPanel, openPanel } from '../ipc/panel';
import { whileVisible } from '../ipc/whileVisible';
import { planContract } from './contract';
import { PlanController, type PlanControllerNeeds } from './controller';

export interface PlanPanel {
  /** As the methods of `PlanController` do it, in a tab that is brought to the front. */
  showPlan(blueprint: Blueprint): void;
  showProgress(): void;
  showDrift(): void;
  showTerraform(): void;
  /** What the open page shows; undefined when there is none. */
  readonly plan: Plan | undefined;
  dispose(): void;
}

/** The window with plan and progress; there is one. */
export function createPlanPanel(
  needs: PlanControllerNeeds & { readonly extensionUri: vscode.Uri },
): PlanPanel {
  const controller = new PlanController(needs);
  let panel: OpenPanel<typeof planContract> | undefined;

  const open = (): OpenPanel<typeof planContract> => {
    const owned = new DisposableStore();
    const opened = openPanel({
      name: 'plan',
      title: controller.title,
      icon: 'plan',
      contract: planContract,
      find: true,
      handlers: controller.handlers,
      extensionUri: needs.extensionUri,
      report: needs.report,
    });
    owned.add(
      controller.onDidChange(() => {
        opened.setTitle(controller.title);
        opened.server.notify('state', controller.state);
      }),
    );
    owned.add(controller.follow());
    owned.add(whileVisible(opened, () => controller.watch()));
    opened.onDidClose(() => {
      panel = undefined;
      owned.dispose();
    });
    return opened;
  };
  const show = (what: () => void): void => {
    if (panel) panel.reveal();
    panel ??= open();
    what();
  };

  return {
    showPlan: (blueprint) => show(() => controller.showPlan(blueprint)),
    showProgress: () => show(() => controller.showProgress()),
    showDrift: () => show(() => controller.showDrift()),
    showTerraform: () => show(() => controller.showTerraform()),
    get plan() {
      return panel && controller.plan;
    },
    dispose() {
      panel?.dispose();
      controller.dispose();
    },
  };
}
