import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { never } from '../../src/base/wait';
import { createMachineAccess } from '../../src/ssh/machineAccess';
import { type Life, type Told } from './lives';
import { inNewWindow, type Programs, SetUpProcess } from './processes';
import { type SetUpAddress, type SetUpErrand, type SetUpSight } from './protocol';
import { runSetUp } from './setUpWindow';
import { beyond, type Verdict } from './verdict';

/** What GitLab shows once only: who dies with it has to have it made anew, and the lost one is no good any more. */
const renewals: readonly (readonly [from: RegExp, until: RegExp, extra: readonly string[]])[] = [
  [
    /^after request POST \S+\/access_tokens /,
    /^after request POST \S+\/variables 3$/,
    ['POST /api/v4/projects/N/access_tokens/N/rotate'],
  ],
  [
    /^after request POST \S+\/user\/runners /,
    // Nothing follows: the end of all.
    /^$/,
    ['POST /api/v4/user/runners', 'DELETE /api/v4/runners/N'],
  ],
];

/** A GitLab, a machine and a home: what follows the activation is lived here, again and again. */
export class SetUpStage implements AsyncDisposable {
  readonly points: readonly string[];
  readonly #programs: Programs;
  readonly #folder: string;
  readonly #there: SetUpProcess;
  readonly #publicKey: string;
  readonly #expected: SetUpSight;

  private constructor(
    programs: Programs,
    folder: string,
    there: SetUpProcess,
    publicKey: string,
    undisturbed: { readonly points: readonly string[]; readonly sight: SetUpSight },
  ) {
    this.#programs = programs;
    this.#folder = folder;
    this.#there = there;
    this.#publicKey = publicKey;
    this.points = undisturbed.points;
    this.#expected = undisturbed.sight;
  }

  /** Leads an undisturbed life. @param folder empty */
  static async open(programs: Programs, folder: string): Promise<SetUpStage> {
    await mkdir(join(folder, 'there'), { recursive: true });
    const publicKey = await createMachineAccess(join(folder, 'first')).publicKey(never);
    const there = await SetUpProcess.start(programs, join(folder, 'there'));
    const at = await there.begin(publicKey);
    const home = await newHome(folder);
    const told = await inNewWindow(programs, { kind: 'set up', home, at, dieAt: undefined });
    if (told?.state !== 'done') {
      throw new Error(`Without any disturbance: set up ${told?.failures.join(' ') ?? 'died'}`);
    }
    const sight = await there.look();
    return new SetUpStage(programs, folder, there, publicKey, { points: told.points, sight });
  }

  /** Dies at the point; then another window sets up to the end, or takes the runner back. */
  async live(life: Life): Promise<Told> {
    const at = await this.#there.begin(this.#publicKey);
    const home = await newHome(this.#folder);
    const errand = (kind: SetUpErrand['kind'], dieAt?: string): SetUpErrand => ({
      kind,
      home,
      at,
      dieAt,
    });
    const survived = await inNewWindow(this.#programs, errand('set up', life.point));
    const { failures } = await runSetUp(errand(life.kind === 'set up' ? 'set up' : 'sign off'));
    const sight = await this.#there.look();
    const litter = await litterIn(home);
    const verdict =
      life.kind === 'set up'
        ? this.#judge(life.point, sight, failures, litter)
        : judgeSignedOff(sight, at, failures);
    return { life, died: survived === undefined, verdict };
  }

  #judge(
    point: string,
    sight: SetUpSight,
    failures: readonly string[],
    litter: readonly string[],
  ): Verdict {
    const { things, effects } = this.#expected;
    const tooOften = beyond(sight.effects, [...effects, ...this.#renewed(point)]);
    const tooMuch = beyond(sight.things, things);
    return {
      duplicates: [
        ...tooMuch.filter((one) => things.includes(one)).map((one) => `twice: ${one}`),
        ...tooOften.map((one) => `once too often: ${one}`),
      ],
      orphans: [
        ...tooMuch.filter((one) => !things.includes(one)).map((one) => `nobody's: ${one}`),
        ...litter.map((file) => `left on disk: ${file}`),
      ],
      differences: [
        ...failures,
        ...beyond(things, sight.things).map((thing) => `missing: ${thing}`),
        ...beyond(effects, sight.effects).map((effect) => `never happened: ${effect}`),
        ...sight.crashes.map((crash) => `a bug of the simulated GitLab: ${crash}`),
      ],
    };
  }

  #renewed(point: string): string[] {
    const at = this.points.indexOf(point);
    return renewals.flatMap(([from, until, extra]) => {
      const [first, last] = [from, until].map((text) => this.points.findIndex((p) => text.test(p)));
      return at >= (first ?? 0) && (last === -1 || at < (last ?? 0)) ? extra : [];
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#there[Symbol.asyncDispose]();
  }
}

/** How much was made before the death is chance; of the runner nothing may be left. */
function judgeSignedOff(
  sight: SetUpSight,
  _at: SetUpAddress,
  failures: readonly string[],
): Verdict {
  const left = sight.things.filter((thing) => thing.startsWith('runner '));
  return {
    duplicates: [],
    orphans: left.map((thing) => `nobody's: ${thing}`),
    differences: [
      ...failures,
      ...sight.crashes.map((crash) => `a bug of the simulated GitLab: ${crash}`),
    ],
  };
}

async function newHome(folder: string): Promise<string> {
  const home = join(folder, 'home');
  await rm(home, { recursive: true, force: true });
  await cp(join(folder, 'first'), home, { recursive: true });
  return home;
}

/** Unfinished files that nobody will ever finish, beside those of the editor's own memory. */
async function litterIn(home: string): Promise<string[]> {
  const names = await readdir(home, { recursive: true });
  return names.filter((name) => name.endsWith('.tmp') && !name.startsWith('memory'));
}
