import * as z from 'zod';
import { type ExperimentId, type RunId } from '../../model/ids';
import { document } from '../graphql';
import { maybe, time } from '../parse';
import { complexity, nodes, pageInfo, person } from './common';
import { runData } from './runData';

const job = z.object({
  id: maybe(z.string()),
  name: maybe(z.string()),
  status: maybe(z.string()),
  refName: maybe(z.string()),
  commitPath: maybe(z.string()),
  webPath: maybe(z.string()),
});

const head = {
  id: z.string().transform((id) => id as RunId),
  iid: z.int(),
  eid: z.string(),
  name: maybe(z.string()),
  status: maybe(z.string()),
  createdAt: time,
  creator: maybe(person),
  ciJob: maybe(job),
  _links: z.object({ showPath: maybe(z.string()), artifactPath: maybe(z.string()) }),
};
const run = z.object({ ...head, ...runData });
export type RawRun = z.infer<typeof run>;
const runHead = z.object({ ...head, metadata: runData.metadata });
/** A run without its params and metrics. */
export type RawHead = z.infer<typeof runHead>;

function pageOf<T>(item: z.ZodType<T>) {
  const edge = z.object({ cursor: z.string(), node: item.nullable() });
  return z.object({
    queryComplexity: complexity,
    mlExperiment: maybe(
      z.object({
        candidateCount: z.number(),
        candidates: maybe(z.object({ edges: z.array(edge.nullable()).nullable(), pageInfo })),
      }),
    ),
  });
}
/** A page of runs, or of something about them. */
export type RawPage<T> = z.infer<ReturnType<typeof pageOf<T>>>;

export interface PageVariables {
  readonly experiment: ExperimentId;
  readonly first: number;
  readonly after?: string | undefined;
}

/** One experiment's runs, newest first, each with up to 100 params, tags and metric points. */
export const runsDocument = document<PageVariables>()(
  'mlopsRuns',
  `query mlopsRuns($experiment: MlExperimentID!, $first: Int!, $after: String) {
  queryComplexity { score limit }
  mlExperiment(id: $experiment) {
    candidateCount
    candidates(first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          iid
          eid
          name
          status
          createdAt
          creator { username name }
          params { nodes { name value } pageInfo { hasNextPage endCursor } }
          metadata { nodes { name value } pageInfo { hasNextPage endCursor } }
          metrics { nodes { id name value step } pageInfo { hasNextPage endCursor } }
          ciJob { id name status refName commitPath webPath }
          _links { showPath artifactPath }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  pageOf(run),
);

/** Which runs there are and how they stand, with their tags: little work for the server, whatever was logged. */
export const runHeadsDocument = document<PageVariables>()(
  'mlopsRunHeads',
  `query mlopsRunHeads($experiment: MlExperimentID!, $first: Int!, $after: String) {
  queryComplexity { score limit }
  mlExperiment(id: $experiment) {
    candidateCount
    candidates(first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          iid
          eid
          name
          status
          createdAt
          creator { username name }
          metadata { nodes { name value } pageInfo { hasNextPage endCursor } }
          ciJob { id name status refName commitPath webPath }
          _links { showPath artifactPath }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  pageOf(runHead),
);

/** Only which runs there are: to notice deletions at little cost. */
export const runIdsDocument = document<{
  readonly experiment: ExperimentId;
  readonly first: number;
  readonly after?: string | undefined;
}>()(
  'mlopsRunIds',
  `query mlopsRunIds($experiment: MlExperimentID!, $first: Int!, $after: String) {
  mlExperiment(id: $experiment) {
    candidates(first: $first, after: $after) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  z.object({
    mlExperiment: maybe(
      z.object({
        candidates: maybe(z.object({ nodes: nodes(z.object({ id: z.string() })), pageInfo })),
      }),
    ),
  }),
);
