import { databaseId, type ModelVersionId, type ProjectId } from '../ids';

export interface SnippetSource {
  /** Without a slash at the end. */
  readonly gitlabUrl: string;
  readonly projectId: ProjectId;
  readonly model: string;
  readonly version: string;
  readonly versionId: ModelVersionId;
  /** Path of one file, for the HTTP way. */
  readonly file: string | undefined;
}

export const snippetKinds = ['mlflow', 'python', 'curl'] as const;
export type SnippetKind = (typeof snippetKinds)[number];

export const snippetTitles: Readonly<Record<SnippetKind, string>> = {
  mlflow: 'Python with MLflow',
  python: 'Python over HTTP',
  curl: 'Shell with curl',
};

/** How to load a version elsewhere. The token comes from the environment and is never part of the text. */
export function loadSnippet(kind: SnippetKind, source: SnippetSource): string {
  const api = `${source.gitlabUrl}/api/v4/projects/${source.projectId}`;
  const path = (source.file ?? 'model.pkl').split('/').map(encodeURIComponent).join('/');
  const file = `${api}/packages/ml_models/${databaseId(source.versionId)}/files/${path}`;
  const name = source.file?.split('/').at(-1) ?? 'model.pkl';
  switch (kind) {
    case 'mlflow':
      // GitLab knows each version by its own number as an alias; a plain version would be its database id.
      return [
        'import os',
        'import mlflow',
        '',
        `os.environ["MLFLOW_TRACKING_URI"] = ${pythonText(`${api}/ml/mlflow`)}`,
        '# MLFLOW_TRACKING_TOKEN: a token with the scope api',
        `model = mlflow.pyfunc.load_model(${pythonText(`models:/${source.model}@${source.version}`)})`,
        '',
      ].join('\n');
    case 'python':
      return [
        'import os',
        'import urllib.request',
        '',
        'request = urllib.request.Request(',
        `    ${pythonText(file)},`,
        '    headers={"Authorization": "Bearer " + os.environ["GITLAB_TOKEN"]},',
        ')',
        `with urllib.request.urlopen(request) as answer, open(${pythonText(name)}, "wb") as target:`,
        '    target.write(answer.read())',
        '',
      ].join('\n');
    case 'curl':
      return `curl --fail --location --header "Authorization: Bearer $GITLAB_TOKEN" --output ${shellText(name)} ${shellText(file)}\n`;
  }
}

/** A JSON text is a Python text as well. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

function shellText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
