import { commitOf, type NamedValue, type Run, tagOf } from '../run';
import { suggestVersions, type VersionSuggestion } from '../semver';

export interface ReasonedVersion extends VersionSuggestion {
  /** A sentence without a full stop at its end. */
  readonly reason: string;
}

type Trained = Pick<Run, 'params' | 'tags' | 'job'>;

/**
 * The next version by what changed against the run behind the latest one: other inputs or another kind of model is a major
 * step, other parameters or other code a minor one, the same trained again a patch.
 * @param previous undefined when the run behind the latest version is not known
 */
export function suggestByChange(
  taken: readonly string[],
  previous: Trained | undefined,
  run: Trained,
): ReasonedVersion {
  const suggested = suggestVersions(taken);
  const [first] = suggested;
  if (!first || first.kind === 'first') {
    return { kind: 'first', version: first?.version ?? '0.0.1', reason: 'the first version' };
  }
  const { kind, reason } = previous
    ? changeOf(previous, run)
    : ({ kind: 'minor', reason: 'the run behind the latest version is not known' } as const);
  const version = suggested.find((one) => one.kind === kind)?.version ?? first.version;
  return { kind, version, reason };
}

const inputTags = ['data.digest', 'data', 'mlflow.data.digest', 'dataset', 'features'];
const kindNames = ['model', 'model_type', 'estimator', 'architecture', 'algorithm'];
/** Values that do not change what a model is. */
const seeds = /(^|[._-])seed$|^random_state$/i;

function changeOf(
  previous: Trained,
  run: Trained,
): { readonly kind: 'patch' | 'minor' | 'major'; readonly reason: string } {
  const input = inputTags.find((tag) => tagOf(previous, tag) !== tagOf(run, tag));
  if (input !== undefined) return { kind: 'major', reason: `other inputs: ${input} differs` };
  const all = differing(previous.params, run.params);
  const model = all.find((name) => kindNames.includes(name.toLowerCase()));
  if (model !== undefined) return { kind: 'major', reason: `another ${model}` };
  const params = all.filter((name) => !seeds.test(name));
  const [before, now] = [commitOf(previous), commitOf(run)];
  if (params.length > 0) {
    const named = params.slice(0, 3).join(', ');
    const rest = params.length > 3 ? ` and ${params.length - 3} more` : '';
    return { kind: 'minor', reason: `same inputs, other ${named}${rest}` };
  }
  if (before !== now) return { kind: 'minor', reason: 'same inputs and parameters, other code' };
  return { kind: 'patch', reason: 'trained again with the same inputs, parameters and code' };
}

function differing(a: readonly NamedValue[], b: readonly NamedValue[]): string[] {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (name) => left.get(name) !== right.get(name),
  );
}

function valuesOf(list: readonly NamedValue[]): ReadonlyMap<string, string> {
  return new Map(list.map(({ name, value }) => [name, value]));
}
