import { type GitLabFeatures } from '../model/ports/gitlab';
import { featuresDocument } from './documents/features';
import { type GraphQL } from './graphql';

/** Asks the server's schema what it offers; the answer is kept, a failure is not. */
export function createFeatureProbe(
  graphql: GraphQL,
): (signal: AbortSignal) => Promise<GitLabFeatures> {
  let kept: GitLabFeatures | undefined;
  return async (signal) => {
    if (kept) return kept;
    const purpose = 'ask what this GitLab offers';
    const answer = await graphql.query(featuresDocument, {}, purpose, signal);
    const has = (list: readonly { readonly name: string }[] | undefined, name: string): boolean =>
      list?.some((entry) => entry.name === name) ?? false;
    kept = {
      experiments: has(answer.experiment?.fields, 'candidates'),
      models: has(answer.model?.fields, 'versions'),
      promote: has(answer.newVersion?.inputFields, 'candidateId'),
      version: answer.metadata?.version,
    };
    return kept;
  };
}
