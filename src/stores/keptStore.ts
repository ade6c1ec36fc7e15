import { type Disposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { Refresher } from '../base/refresher';
import { type RunId } from '../model/ids';
import {
  emptyDocument,
  type Kept,
  type KeptDocument,
  keptDocumentSchema,
  type KeptPatch,
  type KeptProject,
  projectKeys,
} from './keptSchema';
import { type Memory, textFrom } from './memory';

const key = 'runs.kept';
/** Where versions before this document kept the one baseline there was. */
const oldBaselineKey = 'runs.baseline';
/** Characters of JSON; the editor reads all of it whenever the window opens. */
const maxSize = 500_000;
const maxProjects = 30;

/** How the user arranged the pages of runs: one document per workspace. Changes of a moment are written together. */
export class KeptStore implements Disposable {
  readonly #memory: Memory;
  readonly #changed = new Emitter<void>();
  readonly #writer: Refresher;
  #document: KeptDocument;

  readonly onDidChange: Event<void> = this.#changed.event;

  /** @param report told when the memory cannot be written */
  constructor(
    memory: Memory,
    private readonly report: (error: unknown) => void,
  ) {
    this.#memory = memory;
    this.#document = read(memory.get(key));
    this.#writer = new Refresher(async () => {
      await memory.set(key, this.#document);
      if (memory.get(oldBaselineKey) !== undefined) await memory.set(oldBaselineKey, undefined);
    });
  }

  /** @param place what tells projects apart, as the session of GitLab names it */
  of(place: string): Kept {
    const { views, history, directions, charts, chartsWidth, smoothing, compare } = this.#document;
    const { stars, hidden, columns, before, folds } = this.#project(place) ?? nothingHere;
    return {
      views,
      history,
      directions,
      charts,
      chartsWidth,
      smoothing,
      compare,
      stars,
      hidden,
      columns,
      before,
      folds,
    };
  }

  /** @throws when the whole would become larger than what is good for the editor's memory */
  keep(place: string, patch: KeptPatch): void {
    const document: KeptDocument = { ...this.#document, version: emptyDocument.version };
    const project: KeptProject = { ...(this.#project(place) ?? nothingHere) };
    for (const [name, value] of Object.entries(patch)) {
      if (value === undefined) continue;
      const target = (projectKeys as readonly string[]).includes(name) ? project : document;
      target[name] = value;
    }
    this.#put(document, place, project);
  }

  baseline(place: string): RunId | undefined {
    const project = this.#project(place);
    return project
      ? project.baseline
      : (textFrom(this.#memory, oldBaselineKey) as RunId | undefined);
  }

  setBaseline(place: string, run: RunId | undefined): void {
    this.#put({ ...this.#document }, place, {
      ...(this.#project(place) ?? nothingHere),
      baseline: run,
    });
  }

  #project(place: string): KeptProject | undefined {
    return Object.hasOwn(this.#document.projects, place)
      ? this.#document.projects[place]
      : undefined;
  }

  #put(document: KeptDocument, place: string, project: KeptProject): void {
    // The project used last stands last.
    const others = Object.entries(document.projects).filter(([one]) => one !== place);
    const next = {
      ...document,
      projects: Object.fromEntries([...others.slice(1 - maxProjects), [place, project]]),
    };
    if (JSON.stringify(next).length > maxSize) throw tooLarge();
    this.#document = next;
    this.#writer.request().catch(this.report);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

const nothingHere: KeptProject = { stars: [], hidden: [] };

function read(kept: unknown): KeptDocument {
  const parsed = keptDocumentSchema.safeParse(kept);
  return parsed.success ? parsed.data : emptyDocument;
}

function tooLarge(): AppError {
  return new AppError(
    'invalid',
    'There is no room to keep more of how this page is arranged. Delete saved views, stars or hidden runs that you do not need.',
  );
}
