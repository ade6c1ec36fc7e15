import { AppError } from '../base/errors';
import { type Ui } from '../host/ui';
import { type Blueprint } from '../model/blueprint';
import { type Plan } from '../model/plan';
import { type TerraformFile } from '../model/terraform/input';
import { terraformFiles } from '../model/terraform/terraformFiles';
import { plural } from '../model/words';
import { readTerraformFacts, terraformInput } from '../provision/terraformInput';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type FolderLook, lookAtFolder, writeFiles } from './exportFolder';
import { type Commands } from './handlers';

export interface TerraformCommandNeeds {
  readonly ui: Ui;
  readonly session: CloudSessionStore;
  readonly environment: EnvironmentStore;
  /** The plan on the page that is open. */
  readonly shownPlan: () => Plan | undefined;
  readonly openFolder: (path: string) => Promise<void>;
  readonly showMarkdown: (title: string, text: string) => Promise<void>;
  /** Told where the configuration is now, so that Terraform can be run there. */
  readonly exported: (home: { folder: string; blueprint: Blueprint }) => Promise<void>;
  readonly plan: () => void;
}

/** Writes the planned or agreed environment as a configuration of Terraform. Nothing in the cloud is changed. */
export function terraformCommand(
  needs: TerraformCommandNeeds,
): Pick<Commands, 'mlops.environment.exportTerraform'> {
  const { ui } = needs;
  return {
    async 'mlops.environment.exportTerraform'() {
      const made = await ui.progress({
        title: 'Reading what the configuration has to name…',
        run: (_report, signal) => read(needs, signal),
      });
      for (;;) {
        const folder = await ui.chooseFolder({
          title: `Terraform configuration of ${made.name}: an empty folder is best`,
          openLabel: 'Export Here',
        });
        if (folder === undefined) return;
        const look = await lookAtFolder(folder, made.files);
        const answer = await consent(ui, folder, look);
        if (answer === 'leave') return;
        if (answer === 'other') continue;
        const written = [...look.fresh, ...look.differing];
        await writeFiles(folder, written);
        await needs.exported({ folder, blueprint: made.blueprint });
        const what =
          written.length === 0
            ? 'Nothing has changed: the configuration is in'
            : `${plural(written.length, 'file')} of the Terraform configuration of "${made.name}" ${written.length === 1 ? 'is' : 'are'} in`;
        ui.tell(
          `${what} ${folder}. README.md says how to go on: terraform init, then terraform plan.`,
          { label: 'Plan with Terraform', run: needs.plan },
          { label: 'Read README', run: () => needs.showMarkdown('README.md', made.readme) },
          { label: 'Open Folder', run: () => needs.openFolder(folder) },
        );
        return;
      }
    },
  };
}

async function read(
  { session, environment, shownPlan }: TerraformCommandNeeds,
  signal: AbortSignal,
): Promise<{ name: string; blueprint: Blueprint; files: TerraformFile[]; readme: string }> {
  const shown = shownPlan();
  if (shown === undefined && !environment.current.stack) await environment.refresh();
  const { stack } = environment.current;
  // A plan of Terraform says what Terraform will do, not what is there and has to be imported.
  const native = shown?.terraform === undefined ? shown : undefined;
  const wanted = shown?.blueprint ?? stack?.header.blueprint;
  const plan = native ?? (wanted && (await environment.plan(wanted, signal, 'use')));
  if (plan === undefined) {
    throw new AppError(
      'not-found',
      'There is no plan to export yet. Run "Plan and Create Environment" first: nothing is created before you agree.',
    );
  }
  const { stackId, folderId } = plan.blueprint;
  const header = stack?.header.blueprint;
  const own = header?.stackId === stackId && header.folderId === folderId ? stack : undefined;
  const facts = await readTerraformFacts(await session.client(), plan, own, signal);
  const files = terraformFiles(terraformInput(plan, facts));
  return {
    name: stackId,
    blueprint: plan.blueprint,
    files,
    readme: files.find(({ name }) => name === 'README.md')?.text ?? '',
  };
}

/** What is there is never replaced without a yes. */
async function consent(
  ui: Ui,
  folder: string,
  { differing, others }: FolderLook,
): Promise<'write' | 'other' | 'leave'> {
  if (differing.length === 0 && others.length === 0) return 'write';
  const differ = differing.map(({ name }) => name).join(', ');
  const beside = others.slice(0, 5).join(', ') + (others.length > 5 ? ', …' : '');
  const choice = await ui.pick<'write' | 'other'>({
    title: differing.length > 0 ? `Replace ${differ}?` : `Export beside ${beside}?`,
    placeholder: [
      ...(differing.length > 0 ? [`Different in ${folder}: ${differ}`] : []),
      ...(others.length > 0 ? [`Terraform reads ${beside} as well`] : []),
    ].join('. '),
    choices: [
      { label: 'Choose another folder', icon: 'folder', value: 'other' },
      {
        label: differing.length > 0 ? `Replace ${plural(differing.length, 'file')}` : 'Export here',
        description: differ,
        icon: 'replace-all',
        value: 'write',
      },
    ],
  });
  return choice ?? 'leave';
}
