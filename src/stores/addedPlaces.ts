import { type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { isRecord } from '../base/record';
import { type ExperimentId } from '../model/ids';
import { type GitLabSessionStore } from './gitlabSessionStore';
import { type Memory } from './memory';

/** Experiments of another project of the same GitLab, which this workspace shows with its own. */
export interface AddedPlace {
  /** Path of the project, with its groups. */
  readonly project: string;
  /** Undefined: all experiments, also those to come. */
  readonly experiments: readonly { readonly id: ExperimentId; readonly name: string }[] | undefined;
}

const key = 'runs.places';
const most = 20;

/** Which experiments of other projects were added, per server and account; remembered by the workspace. */
export class AddedPlaces implements Disposable {
  readonly #memory: Memory;
  readonly #session: Pick<GitLabSessionStore, 'current'>;
  readonly #changed = new Emitter<void>();

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memory: Memory, session: Pick<GitLabSessionStore, 'current'>) {
    this.#memory = memory;
    this.#session = session;
  }

  /** Without the project that is chosen now: its experiments are there anyway. */
  get list(): readonly AddedPlace[] {
    const own = this.#session.current?.projectPath;
    return this.#all().filter(({ project }) => project !== own);
  }

  /** Adds to what is there of the project already. */
  async add(place: AddedPlace): Promise<void> {
    const known = this.#all().find(({ project }) => project === place.project);
    const both = [...(known?.experiments ?? []), ...(place.experiments ?? [])];
    const experiments =
      place.experiments === undefined || (known && known.experiments === undefined)
        ? undefined
        : [...new Map(both.map((one) => [one.id, one])).values()];
    await this.#put([...this.#others(place.project), { project: place.project, experiments }]);
  }

  async remove(project: string): Promise<void> {
    await this.#put(this.#others(project));
  }

  #others(project: string): AddedPlace[] {
    return this.#all().filter((one) => one.project !== project);
  }

  #all(): AddedPlace[] {
    const kept = this.#kept()[this.#account];
    return Array.isArray(kept) ? kept.flatMap(placeFrom).slice(-most) : [];
  }

  async #put(places: readonly AddedPlace[]): Promise<void> {
    await this.#memory.set(key, { ...this.#kept(), [this.#account]: places.slice(-most) });
    this.#changed.fire();
  }

  #kept(): Readonly<Record<string, unknown>> {
    const kept = this.#memory.get(key);
    return isRecord(kept) ? kept : {};
  }

  get #account(): string {
    const { current } = this.#session;
    return current ? `${current.url} ${current.username}` : '';
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** `loan, churn of ml/other` or `all of ml/other`. */
export function placeText({ project, experiments }: AddedPlace): string {
  return experiments ? `${experiments.map(({ name }) => name).join(', ')} of ${project}` : project;
}

/** What cannot be read is left out: it is added again with two clicks. */
function placeFrom(kept: unknown): AddedPlace[] {
  if (!isRecord(kept) || typeof kept['project'] !== 'string' || kept['project'] === '') return [];
  const { project, experiments } = kept;
  if (experiments === undefined) return [{ project, experiments }];
  if (!Array.isArray(experiments)) return [];
  const read = experiments.flatMap((one: unknown) =>
    isRecord(one) && typeof one['id'] === 'string' && typeof one['name'] === 'string'
      ? [{ id: one['id'] as ExperimentId, name: one['name'] }]
      : [],
  );
  return read.length === 0 ? [] : [{ project, experiments: read }];
}
