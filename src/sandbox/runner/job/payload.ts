import * as z from 'zod';

const variableSchema = z.object({
  key: z.string(),
  value: z.string(),
  public: z.boolean().default(false),
  masked: z.boolean().default(false),
  file: z.boolean().default(false),
  raw: z.boolean().default(false),
});
export type JobVariable = z.infer<typeof variableSchema>;

const artifactSchema = z.object({
  name: z.string().nullish(),
  untracked: z.boolean().nullish(),
  paths: z.array(z.string()).nullish(),
  exclude: z.array(z.string()).nullish(),
  when: z.enum(['on_success', 'on_failure', 'always']).nullish(),
  expire_in: z.string().nullish(),
  artifact_type: z.string().nullish(),
  artifact_format: z.string().nullish(),
});
export type ArtifactSpec = z.infer<typeof artifactSchema>;

/** The answer of `POST /jobs/request`, as far as the shell executor needs it. */
export const jobSchema = z.object({
  id: z.number(),
  token: z.string(),
  job_info: z.object({
    name: z.string(),
    stage: z.string(),
    project_id: z.number(),
    project_name: z.string(),
  }),
  git_info: z.object({
    repo_url: z.string(),
    ref: z.string(),
    sha: z.string(),
    refspecs: z.array(z.string()).nullish(),
    depth: z.number().nullish(),
  }),
  runner_info: z.object({ timeout: z.number() }),
  variables: z.array(variableSchema),
  steps: z.array(
    z.object({
      name: z.string(),
      script: z.array(z.string()).nullable(),
      timeout: z.number().nullish(),
      when: z.string().nullish(),
      allow_failure: z.boolean().nullish(),
    }),
  ),
  artifacts: z.array(artifactSchema).nullish(),
  dependencies: z
    .array(
      z.object({
        id: z.number(),
        token: z.string(),
        name: z.string(),
        artifacts_file: z.object({ filename: z.string(), size: z.number() }).nullish(),
      }),
    )
    .nullish(),
  features: z.object({ token_mask_prefixes: z.array(z.string()).nullish() }).nullish(),
});
export type JobPayload = z.infer<typeof jobSchema>;
