import { type GitLabFeatures } from '../ports/gitlab';

/** How a run becomes a version: moved to the model's experiment, or copied. */
export interface PromotionWays {
  /** The one that works on this server. */
  readonly best: 'move' | 'copy';
  /** False where the server takes no run at all. */
  readonly canMove: boolean;
  /** A sentence on what this server does not do; undefined where it does everything. */
  readonly restriction: string | undefined;
}

export interface PromotionFacts {
  readonly features: Pick<GitLabFeatures, 'promote' | 'version'>;
  /** Names. */
  readonly experiment: string;
  readonly model: string;
  /** This server was seen to refuse a run of another experiment than the model's own. */
  readonly refusedBefore: boolean;
}

/** The first release that moves runs of any experiment, as far as is known: GitLab tells of it nowhere. */
const movesSince = { major: 17, minor: 10 };

/** What the server will say to a promotion, known before it is asked for. */
export function promotionWays(facts: PromotionFacts): PromotionWays {
  const { features, experiment, model, refusedBefore } = facts;
  const { version } = features;
  const server = version === undefined ? 'This GitLab' : `This GitLab (${version})`;
  if (!features.promote) {
    return {
      best: 'copy',
      canMove: false,
      restriction: `${server} cannot make a version of a run that is there already; 17.8 and later can. A copy of the run works.`,
    };
  }
  const own = `[model]${model}`;
  const limited = refusedBefore || isBefore(version, movesSince);
  if (!limited || experiment === own)
    return { best: 'move', canMove: true, restriction: undefined };
  const rule = refusedBefore
    ? `${server} promotes only runs of the model’s own experiment`
    : `${server} is older than about 17.10, and such servers promote only runs of the model’s own experiment`;
  return {
    best: 'copy',
    canMove: true,
    restriction: `${rule}, “${own}”. This run is of “${experiment}”: a copy of it works.`,
  };
}

/** False where the version is unknown or no number. */
function isBefore(version: string | undefined, { major, minor }: typeof movesSince): boolean {
  const match = /^(\d+)\.(\d+)/.exec(version ?? '');
  if (!match) return false;
  const [first, second] = [Number(match[1]), Number(match[2])];
  return first < major || (first === major && second < minor);
}
