import * as z from 'zod';
import { type ExperimentId } from '../../model/ids';
import { document } from '../graphql';
import { maybe } from '../parse';
import { nodes } from './common';
import { runData } from './runData';

/**
 * What is beyond the first 100 params, tags or metric points of one run, which is named by the cursor before it:
 * there is no query for a single run.
 */
export const runRestDocument = document<{
  readonly experiment: ExperimentId;
  readonly before?: string | undefined;
  readonly params?: string | undefined;
  readonly metadata?: string | undefined;
  readonly metrics?: string | undefined;
}>()(
  'mlopsRunRest',
  `query mlopsRunRest(
  $experiment: MlExperimentID!
  $before: String
  $params: String
  $metadata: String
  $metrics: String
) {
  mlExperiment(id: $experiment) {
    candidates(first: 1, after: $before) {
      nodes {
        id
        params(first: 100, after: $params) { nodes { name value } pageInfo { hasNextPage endCursor } }
        metadata(first: 100, after: $metadata) { nodes { name value } pageInfo { hasNextPage endCursor } }
        metrics(first: 100, after: $metrics) { nodes { id name value step } pageInfo { hasNextPage endCursor } }
      }
    }
  }
}`,
  z.object({
    mlExperiment: maybe(
      z.object({
        candidates: maybe(
          z.object({
            nodes: nodes(
              z.object({
                id: z.string(),
                ...runData,
              }),
            ),
          }),
        ),
      }),
    ),
  }),
);
