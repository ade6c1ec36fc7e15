/** What is wrong with a configuration, in GitLab's words; shown as the pipeline's `yaml_errors`. */
export class ConfigProblem extends Error {}

/** `jobs:train:script config should be a string`. */
export function problemAt(path: string, text: string): ConfigProblem {
  return new ConfigProblem(`${path} ${text}`);
}
