import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseStack } from '../../src/provision/stackSchema';
import { plainJournal } from './facts';
import { CloudProcess, inNewWindow, type Programs } from './processes';
import { type Errand, type ErrandKind, type Sight, type Survived } from './protocol';
import { beyond, type Expected, judge, type Outcome, type Verdict } from './verdict';
import { runErrand, stackId } from './window';

/** What is lived in the cloud. */
export type CloudLife = 'create' | 'destroy' | 'change of mind' | 'repair' | 'repair, taken back';

interface Plot {
  /** What the cloud and the disk are like at its beginning, as it was kept. */
  readonly from: 'empty' | 'whole' | 'drifted';
  /** One dies doing the first, the other is done afterwards. */
  readonly first: ErrandKind;
  readonly then: ErrandKind;
}

const plots: Readonly<Record<CloudLife, Plot>> = {
  create: { from: 'empty', first: 'create', then: 'create' },
  'change of mind': { from: 'empty', first: 'create', then: 'destroy' },
  destroy: { from: 'whole', first: 'destroy', then: 'destroy' },
  repair: { from: 'drifted', first: 'repair', then: 'repair' },
  'repair, taken back': { from: 'drifted', first: 'repair', then: 'destroy' },
};

/** A death and what is done after it. */
export interface Life {
  /** What was set up is signed off in the second kind, whatever came of it. */
  readonly kind: CloudLife | 'set up' | 'set up, signed off';
  readonly point: string;
}

export interface Told {
  readonly life: Life;
  /** False when the point was not met this time. */
  readonly died: boolean;
  readonly verdict: Verdict;
}

interface Undisturbed {
  readonly points: Readonly<Record<ErrandKind, readonly string[]>>;
  readonly expected: Readonly<Record<CloudLife, Expected>>;
  /** What was there before anything was created. */
  readonly before: readonly string[];
}

/** A cloud and a disk of its own; lives are led here one after the other. */
export class Stage implements AsyncDisposable {
  /** What undisturbed lives came to and the points that they passed. */
  readonly points: Readonly<Record<ErrandKind, readonly string[]>>;
  readonly #programs: Programs;
  readonly #folder: string;
  readonly #cloud: CloudProcess;
  readonly #expected: Readonly<Record<CloudLife, Expected>>;
  readonly #before: readonly string[];

  private constructor(
    programs: Programs,
    folder: string,
    cloud: CloudProcess,
    undisturbed: Undisturbed,
  ) {
    this.#programs = programs;
    this.#folder = folder;
    this.#cloud = cloud;
    this.points = undisturbed.points;
    this.#expected = undisturbed.expected;
    this.#before = undisturbed.before;
  }

  /** Starts a cloud and leads an undisturbed life. @param folder empty */
  static async open(programs: Programs, folder: string): Promise<Stage> {
    await mkdir(join(folder, 'tls'), { recursive: true });
    const cloud = await CloudProcess.start(programs, join(folder, 'tls'));
    const journals = join(folder, 'journals');
    const live = async (kind: ErrandKind): Promise<Survived> => {
      const errand = { kind, folder: journals, cloud: cloud.address, dieAt: undefined };
      const told = await inNewWindow(programs, errand);
      if (told?.state === 'done') return told;
      throw new Error(`Without any disturbance: ${kind} ${told?.failures.join(' ') ?? 'died'}`);
    };
    const before = await cloud.look();
    await cloud.keep('empty');
    const birth = await live('create');
    const whole = await made(journals, cloud);
    await cloud.keep('whole');
    await cp(journals, join(folder, 'whole'), { recursive: true });

    await cloud.drift();
    await cloud.keep('drifted');
    const repair = await live('repair');
    const repaired = await made(journals, cloud);
    refuseOthers(whole.things, repaired.things);
    await live('destroy');
    const takenBack = await cloud.look();

    await cloud.put('whole');
    await cp(join(folder, 'whole'), journals, { recursive: true });
    const death = await live('destroy');
    const nothing = nothingOf(await cloud.look());
    return new Stage(programs, folder, cloud, {
      points: { create: birth.points, repair: repair.points, destroy: death.points },
      before: Object.values(before.ids),
      expected: {
        create: whole,
        destroy: nothing,
        'change of mind': nothing,
        repair: repaired,
        'repair, taken back': nothingOf(takenBack),
      },
    });
  }

  /** Dies at the point, then goes on in another window to the end. */
  async live(life: Life & { readonly kind: CloudLife }): Promise<Told> {
    const { from, first, then } = plots[life.kind];
    const journals = join(this.#folder, 'journals');
    await rm(journals, { recursive: true, force: true });
    if (from !== 'empty') await cp(join(this.#folder, 'whole'), journals, { recursive: true });
    await this.#cloud.put(from);
    const errand = (kind: ErrandKind, dieAt?: string): Errand => ({
      kind,
      folder: journals,
      cloud: this.#cloud.address,
      dieAt,
    });
    const survived = await inNewWindow(this.#programs, errand(first, life.point));
    const after = await runErrand(errand(then));
    const outcome = await this.#outcome(journals, after.failures);
    const expected = this.#expected[life.kind];
    return {
      life,
      died: survived === undefined,
      verdict:
        first !== then
          ? judgeChange(expected, outcome, this.#before)
          : judge(expected, outcome, this.#before),
    };
  }

  async #outcome(journals: string, failures: readonly string[]): Promise<Outcome> {
    const sight = await this.#cloud.look();
    const text = await journalIn(journals, this.#cloud);
    const files = await readdir(journals, { recursive: true, withFileTypes: true }).catch(() => []);
    return {
      sight,
      journal: text === undefined ? undefined : plainJournal(text),
      recorded: text === undefined ? new Set() : idsIn(text),
      litter: files
        .filter((file) => file.isFile() && file.name !== `${stackId}.stack.json`)
        .map((file) => file.name),
      failures,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#cloud[Symbol.asyncDispose]();
  }
}

/** How much was made before the death is chance; all of it has to be taken back, and once. */
function judgeChange(expected: Expected, outcome: Outcome, before: readonly string[]): Verdict {
  const verdict = judge(expected, outcome, before);
  return {
    ...verdict,
    differences: verdict.differences.filter((one) => !one.startsWith('never happened: ')),
  };
}

/** What came of creating or repairing. */
async function made(journals: string, cloud: CloudProcess): Promise<Expected> {
  const { things, effects } = await cloud.look();
  const journal = await journalIn(journals, cloud);
  return { things, effects, journal: journal && plainJournal(journal) };
}

function nothingOf({ things, effects }: Sight): Expected {
  return { things, effects, journal: undefined };
}

/** A repair that leaves something as it was found is none. */
function refuseOthers(wanted: readonly string[], things: readonly string[]): void {
  const others = [...beyond(wanted, things), ...beyond(things, wanted)];
  if (others.length > 0) throw new Error(`Repaired, but not the same: ${others.join(' ')}`);
}

async function journalIn(journals: string, { address }: CloudProcess): Promise<string | undefined> {
  const path = join(journals, address.folderId, `${stackId}.stack.json`);
  return readFile(path, 'utf8').catch(() => undefined);
}

export function idsIn(text: string): Set<string> {
  const { create } = parseStack(text).runs;
  return new Set(Object.values(create).flatMap(({ outputs }) => Object.values(outputs)));
}
