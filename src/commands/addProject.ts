import { AppError, isAppError } from '../base/errors';
import { mapAtOnce } from '../base/parallel';
import { type Choice, type Ui } from '../host/ui';
import { type GitLab } from '../model/ports/gitlab';
import { type Project } from '../model/project';
import { type Experiment, isModelExperiment } from '../model/run';
import { plural } from '../model/words';
import { type AddedPlace, type AddedPlaces, placeText } from '../stores/addedPlaces';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';

export interface AddProjectNeeds {
  readonly ui: Pick<Ui, 'pick' | 'tell'>;
  readonly session: Pick<GitLabSessionStore, 'client' | 'current'>;
  readonly places: AddedPlaces;
}

/** Projects that are looked at for experiments before they are offered; the others are offered unseen. */
const looked = 40;
const atOnce = 4;

interface Offer {
  readonly path: string;
  /** Undefined: they were not looked at. */
  readonly experiments: readonly Experiment[] | undefined;
}

/** Asks for a project of the same GitLab and for its experiments. @returns undefined when the user leaves */
export async function askPlace(needs: AddProjectNeeds): Promise<AddedPlace | undefined> {
  const { ui, session } = needs;
  const gitlab = await session.client();
  const offer = await ui.pick<Offer>({
    title: 'Add experiments of another project',
    placeholder: 'Your projects with experiments; or type the path of another one',
    choices: async (signal) => {
      const own = session.current?.projectPath;
      const all = (await gitlab.projects.search('', signal)).filter(({ path }) => path !== own);
      const offers = await mapAtOnce(all.slice(0, looked), atOnce, async (project) =>
        offerOf(project, () => gitlab.runs.experiments(project, signal)),
      );
      return [...offers.flat(), ...all.slice(looked).map(({ path }) => unseen(path))];
    },
    typed: (text) => (/^[^/\s]+(?:\/[^/\s]+)+$/.test(text) ? unseen(text) : undefined),
    empty: 'None of your other projects has experiments.',
  });
  if (!offer) return undefined;
  const { path } = offer;
  const experiments = offer.experiments ?? (await experimentsOf(gitlab, path));
  if (experiments.length === 0) {
    throw new AppError('not-found', `"${path}" has no experiments yet. Choose another project.`);
  }
  if (experiments.length === 1) return { project: path, experiments: undefined };
  const chosen = await ui.pick<Experiment | 'all'>({
    title: `Experiments of ${path}`,
    choices: [
      {
        label: 'All experiments',
        description: plural(experiments.length, 'experiment'),
        detail: 'Also those that are made later',
        icon: 'beaker',
        value: 'all',
      },
      ...experiments.map((one) => ({
        label: one.name,
        ...(one.runCount === undefined ? {} : { description: plural(one.runCount, 'run') }),
        icon: 'beaker',
        value: one,
      })),
    ],
  });
  if (chosen === undefined) return undefined;
  return {
    project: path,
    experiments: chosen === 'all' ? undefined : [{ id: chosen.id, name: chosen.name }],
  };
}

/** Asks which of the added places is to go. */
export function askAdded(needs: AddProjectNeeds): Promise<AddedPlace | undefined> {
  return needs.ui.pick<AddedPlace>({
    title: 'Remove experiments of another project',
    placeholder: 'They go from this workspace; nothing changes in GitLab',
    choices: needs.places.list.map((place) => ({
      label: placeText(place),
      icon: 'beaker',
      value: place,
    })),
    empty: 'No experiments of other projects were added.',
  });
}

async function experimentsOf(gitlab: GitLab, path: string): Promise<readonly Experiment[]> {
  const late = AbortSignal.timeout(60_000);
  const project = await gitlab.projects.get(path, late);
  return (await gitlab.runs.experiments(project, late)).filter((one) => !isModelExperiment(one));
}

async function offerOf(
  project: Project,
  read: () => Promise<readonly Experiment[]>,
): Promise<Choice<Offer>[]> {
  try {
    const experiments = (await read()).filter((one) => !isModelExperiment(one));
    if (experiments.length === 0) return [];
    const runs = experiments.reduce((sum, one) => sum + (one.runCount ?? 0), 0);
    const description = `${plural(experiments.length, 'experiment')} · ${plural(runs, 'run')}`;
    return [{ ...unseen(project.path), description, value: { path: project.path, experiments } }];
  } catch (error) {
    // A project whose experiments are off or closed to this account has nothing to offer.
    if (isAppError(error, 'forbidden', 'not-found')) return [];
    throw error;
  }
}

function unseen(path: string): Choice<Offer> {
  return { label: path, icon: 'repo', value: { path, experiments: undefined } };
}
