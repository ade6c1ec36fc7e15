import * as z from 'zod';
import { document } from '../graphql';
import { maybe } from '../parse';

const names = z.array(z.object({ name: z.string() }));

/** What this server's schema offers: asked instead of concluded from a version, which tells of what no schema shows. */
export const featuresDocument = document<Record<string, never>>()(
  'mlopsFeatures',
  `query mlopsFeatures {
  experiment: __type(name: "MlExperiment") { fields { name } }
  model: __type(name: "MlModel") { fields { name } }
  newVersion: __type(name: "MlModelVersionCreateInput") { inputFields { name } }
  metadata { version }
}`,
  z.object({
    experiment: maybe(z.object({ fields: maybe(names) })),
    model: maybe(z.object({ fields: maybe(names) })),
    newVersion: maybe(z.object({ inputFields: maybe(names) })),
    metadata: maybe(z.object({ version: z.string() })),
  }),
);
