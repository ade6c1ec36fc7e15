// @ts-check

/** What is not bundled: the editor's own module, and parts of dependencies that are looked for and done without. */
export const external = [
  'vscode',
  'cpu-features',
  '*.node',
  '@opentelemetry/api',
  'nice-grpc-opentelemetry',
];
