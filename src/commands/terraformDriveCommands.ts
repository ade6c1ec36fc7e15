import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { ownedByTerraform } from '../model/ownership';
import { busyWords } from '../model/runWords';
import { momentText, plural } from '../model/words';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type TerraformDrive } from '../stores/terraformDrive';
import { type Commands } from './handlers';

export interface TerraformDriveCommandsNeeds {
  readonly ui: Ui;
  readonly environment: EnvironmentStore;
  readonly drive: () => Promise<TerraformDrive>;
  /** Shows the page and has Terraform plan. */
  readonly showTerraform: () => Promise<void>;
  readonly exportHere: () => Promise<void>;
  readonly openFolder: (path: string) => Promise<void>;
}

export const terraformCommandIds = [
  'mlops.terraform.plan',
  'mlops.terraform.showFolder',
  'mlops.terraform.takeBack',
  'mlops.terraform.unlock',
] as const;

/** Terraform as the other way to the same environment: plan and apply, where it is, back to our own way. */
export function terraformDriveCommands(
  needs: TerraformDriveCommandsNeeds,
): Pick<Commands, (typeof terraformCommandIds)[number]> {
  const { ui, environment, drive } = needs;
  const fresh = async (): Promise<void> => {
    if (!environment.current.stack) await environment.refresh();
  };

  return {
    async 'mlops.terraform.plan'() {
      const terraform = await drive();
      await fresh();
      // Before anything is asked: without the program the questions would be in vain.
      await ui.progress({
        title: 'Looking for Terraform…',
        place: 'window',
        run: (_report, signal) => terraform.program(signal),
      });
      const isPlaced = (): boolean => terraform.home !== undefined;
      if (!isPlaced()) {
        const choice = await ui.pick({
          title: 'Plan with Terraform',
          placeholder:
            'Terraform works in a folder with the configuration, and keeps its state there',
          choices: [
            {
              label: 'Export the configuration…',
              description: 'writes the planned environment into a folder of yours, then plans',
              icon: 'export',
              value: 'export',
            },
          ],
        });
        if (choice === undefined) return;
        await needs.exportHere();
        // Whoever left the export has none.
        if (!isPlaced()) return;
      }
      await needs.showTerraform();
    },
    async 'mlops.terraform.showFolder'() {
      const terraform = await drive();
      await fresh();
      const { home } = terraform;
      if (!home) {
        throw new AppError(
          'not-found',
          'There is no Terraform configuration for this folder yet. Export the environment as Terraform first.',
        );
      }
      const owner = environment.current.stack?.header.owner;
      const choice = await ui.pick({
        title: owner
          ? `Terraform owns "${home.blueprint.stackId}" since ${momentText(owner.since)}`
          : `Terraform configuration of "${home.blueprint.stackId}"`,
        placeholder: `${home.folder}: the state is there too, unless the configuration names a backend`,
        choices: [
          { label: 'Open the folder', icon: 'folder', description: home.folder, value: 'open' },
          { label: 'Copy its path', icon: 'copy', value: 'copy' },
          { label: 'Plan with Terraform', icon: 'checklist', value: 'plan' },
          {
            label: 'Use another folder…',
            icon: 'folder-opened',
            description: owner ? 'the same configuration and state, moved' : undefined,
            value: 'other',
          },
        ],
      });
      if (choice === 'open') await needs.openFolder(home.folder);
      if (choice === 'copy') await ui.copy(home.folder);
      if (choice === 'plan') await needs.showTerraform();
      if (choice === 'other') {
        const folder = await ui.chooseFolder({
          title: 'Folder with the Terraform configuration and its state',
          openLabel: 'Use This Folder',
        });
        if (folder === undefined) return;
        await terraform.move(folder);
        ui.tell(
          `Terraform works in ${folder} from now on. Plan to see whether its state is there.`,
          {
            label: 'Plan',
            run: needs.showTerraform,
          },
        );
      }
    },
    async 'mlops.terraform.takeBack'() {
      const terraform = await drive();
      await fresh();
      const { stack } = environment.current;
      const { owner, takenBackAt } = stack?.header ?? {};
      if (!stack || (!owner && takenBackAt === undefined)) {
        throw new AppError(
          'not-found',
          'Terraform owns no environment of this folder, as far as this machine knows.',
        );
      }
      const { stackId } = stack.header.blueprint;
      if (owner) {
        const agreed = await ui.confirm({
          message: `Take "${stackId}" back from Terraform?`,
          detail: `The commands here change, stop and destroy it again. Terraform forgets it: its resources leave the state in ${owner.folder}, lose the label "owned-by" and stay as they are in the cloud. The configuration stays, too; applied by hand again it would make a second environment.`,
          action: 'Take Back',
        });
        if (!agreed) return;
      }
      const { remembers, marked } = await ui.progress({
        title: `Taking "${stackId}" back…`,
        run: (_report, signal) => terraform.takeBack(stack, signal),
      });
      const warnings = [
        ...(remembers
          ? [
              `Terraform could not be made to forget it: ${remembers.message} Do not apply in ${owner?.folder ?? ''}; "terraform state rm" takes it out of the state.`,
            ]
          : []),
        ...(marked.length > 0
          ? [
              `${plural(marked.length, 'resource')} still ${marked.length === 1 ? 'carries' : 'carry'} the label "owned-by", which another machine would heed: ${marked.join(' ')} Take it back once more to try that again.`,
            ]
          : []),
      ];
      if (warnings.length > 0) ui.warn(`"${stackId}" is ours again. ${warnings.join(' ')}`);
      else if (owner) ui.tell(`"${stackId}" is ours again. Terraform has forgotten it.`);
      else ui.tell(`"${stackId}" no longer carries Terraform's label.`);
    },
    async 'mlops.terraform.unlock'() {
      const terraform = await drive();
      const { lock } = terraform;
      if (!lock) {
        throw new AppError(
          'not-found',
          'No lock on Terraform’s state has been met. Plan first: a refusal says who holds it.',
        );
      }
      const since = lock.since === undefined ? '' : ` since ${momentText(lock.since)}`;
      const agreed = await ui.confirm({
        message: `Unlock Terraform's state, which ${lock.who || 'somebody'} holds${since}?`,
        detail: `It was taken for "${lock.operation || 'work'}"${lock.path === '' ? '' : ` on ${lock.path}`}. Do this only when that work was broken off for good: two at once can destroy the state.`,
        action: 'Unlock',
      });
      if (!agreed) return;
      await ui.progress({
        title: 'Unlocking the state…',
        run: (_report, signal) => terraform.unlock(lock, signal),
      });
      ui.tell('The state is unlocked.', { label: 'Plan', run: needs.showTerraform });
    },
  };
}

/** A second cancel of a Terraform that is ending already: at once, whatever is lost, after a question. */
export async function cancelWork(
  environment: EnvironmentStore,
  ui: Pick<Ui, 'confirm'>,
  gentle = process.platform !== 'win32',
): Promise<void> {
  const { run, stack } = environment.current;
  if (run?.elsewhere) throw new AppError('conflict', busyWords(run));
  const name = stack?.header.blueprint.stackId ?? '';
  const byTerraform = stack?.header.owner?.work !== undefined;
  if (!byTerraform) return environment.stop();
  if (run?.state === 'running' && gentle) return environment.stop();
  const message =
    run?.state === 'running'
      ? `On Windows Terraform cannot be asked to end in good order. End it at once?`
      : `Terraform is ending in good order. End it at once?`;
  const agreed = await ui.confirm({
    message,
    detail: `What it is just making for "${name}" can then be missing in its state: it would stay in the cloud and cost, and a later plan would make it a second time. Waiting is safe.`,
    action: 'End at Once',
  });
  if (agreed) {
    await environment.endTerraform();
    await environment.stop();
  }
}

/** Why a way of ours is closed to what Terraform owns; nothing when it is open. */
export function refuseTerraforms({ current }: Pick<EnvironmentStore, 'current'>): void {
  const { header } = current.stack ?? {};
  if (header?.owner) throw ownedByTerraform(header.blueprint.stackId, header.owner);
}
