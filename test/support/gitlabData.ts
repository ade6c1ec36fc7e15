import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Descriptions of GitLab's interfaces that lie beside the checkout, when they do. */
const folder = new URL('../../../shared/gitlab/', import.meta.url);

export type InterfaceFile =
  'schema.graphql' | 'openapi_v2.gitlab17.yaml' | 'openapi_v2.gitlab18.yaml';

/** Undefined when the file is there, else why a test that needs it is skipped. */
export function missingData(file: InterfaceFile): string | undefined {
  return existsSync(new URL(file, folder))
    ? undefined
    : `skipped: GitLab's ${file} does not lie in ../shared/gitlab`;
}

export function interfaceData(file: InterfaceFile): Promise<string> {
  return readFile(new URL(file, folder), 'utf8');
}
