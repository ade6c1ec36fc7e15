import * as z from 'zod';
import { type ExperimentId, type ModelId } from '../../model/ids';
import { document } from '../graphql';
import { maybe, time } from '../parse';
import { nodes, pageInfo, person } from './common';

const experiment = z.object({
  id: z.string().transform((id) => id as ExperimentId),
  name: z.string(),
  path: z.string(),
  candidateCount: z.number(),
  modelId: maybe(z.string().transform((id) => id as ModelId)),
  createdAt: time,
  updatedAt: time,
  creator: maybe(person),
});
export type RawExperiment = z.infer<typeof experiment>;

export const experimentsDocument = document<{
  readonly project: string;
  readonly first: number;
  readonly after?: string | undefined;
}>()(
  'mlopsExperiments',
  `query mlopsExperiments($project: ID!, $first: Int!, $after: String) {
  project(fullPath: $project) {
    mlExperiments(first: $first, after: $after) {
      nodes {
        id
        name
        path
        candidateCount
        modelId
        createdAt
        updatedAt
        creator { username name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  z.object({
    project: maybe(
      z.object({ mlExperiments: maybe(z.object({ nodes: nodes(experiment), pageInfo })) }),
    ),
  }),
);
