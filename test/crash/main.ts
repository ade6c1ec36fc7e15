import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudLife, type Life, Stage, type Told } from './lives';
import { type Programs } from './processes';
import { SetUpStage } from './setUpLives';

export interface CrashOptions {
  readonly programs: Programs;
  /** 1 for all points, k for every k-th. */
  readonly every: number;
  /** Of those, the place of the first. */
  readonly from: number;
  /** Lives led side by side. */
  readonly stages: number;
  /** Only lives that contain it, as they are told: `set up, killed before file …`. */
  readonly filter: string | undefined;
  readonly say: (line: string) => void;
}

/** Where lives are led, one after the other. */
class Theatre implements AsyncDisposable {
  readonly cloud: Stage;
  readonly setUp: SetUpStage;

  private constructor(cloud: Stage, setUp: SetUpStage) {
    this.cloud = cloud;
    this.setUp = setUp;
  }

  static async open(programs: Programs, folder: string): Promise<Theatre> {
    const cloud = await Stage.open(programs, join(folder, 'cloud'));
    return new Theatre(cloud, await SetUpStage.open(programs, join(folder, 'set-up')));
  }

  live(life: Life): Promise<Told> {
    return isInCloud(life) ? this.cloud.live(life) : this.setUp.live(life);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.setUp[Symbol.asyncDispose]();
    await this.cloud[Symbol.asyncDispose]();
  }
}

function isInCloud(life: Life): life is Life & { readonly kind: CloudLife } {
  return life.kind !== 'set up' && life.kind !== 'set up, signed off';
}

/** Kills a window at every point of creating, repairing, setting up and destroying, and judges what came of it. Answers the exit code. */
export async function runCrashTest(options: CrashOptions): Promise<number> {
  const { every, say, filter } = options;
  const folder = await mkdtemp(join(tmpdir(), 'mlops-crash-'));
  const stages: Theatre[] = [];
  try {
    for (let at = 0; at < options.stages; at++) {
      stages.push(await Theatre.open(options.programs, join(folder, `stage-${at}`)));
    }
    const { create, repair, destroy } = stages[0]!.cloud.points;
    const setUp = stages[0]!.setUp.points;
    const all: Life[] = [
      ...create.map((point) => ({ kind: 'create', point }) as const),
      ...destroy.map((point) => ({ kind: 'destroy', point }) as const),
      ...create.map((point) => ({ kind: 'change of mind', point }) as const),
      ...repair.map((point) => ({ kind: 'repair', point }) as const),
      ...repair.map((point) => ({ kind: 'repair, taken back', point }) as const),
      ...setUp.map((point) => ({ kind: 'set up', point }) as const),
      ...setUp.map((point) => ({ kind: 'set up, signed off', point }) as const),
    ];
    const lives = all.filter(
      ({ kind, point }, at) =>
        at % every === options.from % every &&
        (filter === undefined || `${kind}, killed ${point}`.includes(filter)),
    );
    say(
      `${create.length} points of creating, ${repair.length} of repairing, ${setUp.length} of setting up, ${destroy.length} of destroying; ${lives.length} of ${all.length} lives are led.`,
    );
    const from = Date.now();
    const told = await leadAll(stages, lives, say);
    say(`${((Date.now() - from) / 1_000).toFixed(0)} s`);
    return sum(told, say);
  } finally {
    for (const stage of stages) await stage[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

async function leadAll(
  stages: readonly Theatre[],
  lives: readonly Life[],
  say: (line: string) => void,
): Promise<Told[]> {
  const waiting = [...lives];
  const told: Told[] = [];
  await Promise.all(
    stages.map(async (stage) => {
      for (let life = waiting.shift(); life; life = waiting.shift()) {
        const one = await leadOne(stage, life);
        told.push(one);
        tellBad(one, say);
        if (told.length % 100 === 0) say(`${told.length} of ${lives.length}`);
      }
    }),
  );
  return told;
}

/** When calls fall together otherwise than before, a point may be missed; it is tried again. */
async function leadOne(stage: Theatre, life: Life): Promise<Told> {
  for (let tries = 1; ; tries++) {
    const told = await stage.live(life);
    if (told.died || tries === 3) return told;
  }
}

function tellBad({ life, died, verdict }: Told, say: (line: string) => void): void {
  const bad = [...verdict.duplicates, ...verdict.orphans, ...verdict.differences];
  if (died && bad.length === 0) return;
  say(`${life.kind}, killed ${life.point}${died ? '' : ': was not met'}`);
  for (const line of bad) say(`    ${line.length > 240 ? `${line.slice(0, 240)}…` : line}`);
}

function sum(told: readonly Told[], say: (line: string) => void): number {
  const count = (of: 'duplicates' | 'orphans'): number =>
    told.reduce((total, { verdict }) => total + verdict[of].length, 0);
  const [duplicates, orphans] = [count('duplicates'), count('orphans')];
  const different = told.filter(({ verdict }) => verdict.differences.length > 0).length;
  const missed = told.filter(({ died }) => !died).length;
  if (different > 0) say(`${different} ended otherwise than the undisturbed run.`);
  if (missed > 0) say(`${missed} points were not met.`);
  say(`${told.length - missed} points, ${duplicates} duplicates, ${orphans} orphans`);
  return duplicates + orphans + different + missed > 0 || told.length === 0 ? 1 : 0;
}
