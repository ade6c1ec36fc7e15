import { z } from 'zod';
import { type ExperimentId, type RunId } from '../../model/ids';
import { document } from '../graphql';
import { maybe, time } from '../parse';
import { complexity, nodes, pageInfo, person } from './common';

const named = z.object({ name: z.string(), value: z.string() });

/** JSON has no NaN: servers send null, or the word. */
const metricValue = z
  .union([z.number(), z.string(), z.null()])
  .transform((value) => (value === null ? Number.NaN : Number(value)));

const metric = z.object({ id: z.string(), name: z.string(), value: metricValue, step: z.number() });

const job = z.object({
  id: maybe(z.string()),
  name: maybe(z.string()),
  status: maybe(z.string()),
  refName: maybe(z.string()),
  commitPath: maybe(z.string()),
  webPath: maybe(z.string()),
});

const moreInfo = z.object({ hasNextPage: z.boolean(), endCursor: maybe(z.string()) });

const run = z.object({
  id: z.string().transform((id) => id as RunId),
  iid: z.int(),
  eid: z.string(),
  name: maybe(z.string()),
  status: maybe(z.string()),
  createdAt: time,
  creator: maybe(person),
  params: z.object({ nodes: nodes(named), pageInfo: moreInfo }),
  metadata: z.object({ nodes: nodes(named), pageInfo: moreInfo }),
  metrics: z.object({ nodes: nodes(metric), pageInfo: moreInfo }),
  ciJob: maybe(job),
  _links: z.object({ showPath: maybe(z.string()), artifactPath: maybe(z.string()) }),
});
export type RawRun = z.infer<typeof run>;

/** One experiment's runs, newest first, each with up to 100 params, tags and metric points. */
export const runsDocument = document<{
  readonly experiment: ExperimentId;
  readonly first: number;
  readonly after?: string | undefined;
}>()(
  'mlopsRuns',
  `query mlopsRuns($experiment: MlExperimentID!, $first: Int!, $after: String) {
  queryComplexity { score limit }
  mlExperiment(id: $experiment) {
    candidateCount
    candidates(first: $first, after: $after) {
      nodes {
        id
        iid
        eid
        name
        status
        createdAt
        creator { username name }
        params { nodes { name value } pageInfo { hasNextPage } }
        metadata { nodes { name value } pageInfo { hasNextPage } }
        metrics { nodes { id name value step } pageInfo { hasNextPage } }
        ciJob { id name status refName commitPath webPath }
        _links { showPath artifactPath }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`,
  z.object({
    queryComplexity: complexity,
    mlExperiment: maybe(
      z.object({
        candidateCount: z.number(),
        candidates: maybe(z.object({ nodes: nodes(run), pageInfo })),
      }),
    ),
  }),
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
