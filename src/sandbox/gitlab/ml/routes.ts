import { type GitLabContext, type Route } from '../exchange';
import { storageRoutes } from './download';
import { fileRoutes } from './fileRoutes';
import { genericRoutes } from './genericRoutes';
import { artifactRoutes } from './mlflow/artifactRoutes';
import { experimentRoutes } from './mlflow/experimentRoutes';
import { modelRoutes } from './mlflow/modelRoutes';
import { runRoutes } from './mlflow/runRoutes';
import { versionRoutes } from './mlflow/versionRoutes';
import { packageRoutes } from './packageRoutes';

/** The MLflow-compatible API, packages and files of models. */
export function mlRoutes(context: GitLabContext): Route[] {
  return [
    ...experimentRoutes(context),
    ...runRoutes(context),
    ...modelRoutes(context),
    ...versionRoutes(context),
    ...artifactRoutes(context),
    ...fileRoutes(context),
    ...genericRoutes(context),
    ...packageRoutes(context),
    ...storageRoutes(context),
  ];
}
