import { projectOf } from '../../access/roles';
import { type Exchange, type GitLabContext, type Route } from '../../exchange';
import { notFound, refuse } from '../../http/refusals';
import { type Project } from '../../world';
import { type PackageFile } from '../../mlRows';
import { answerFile } from '../download';
import { fileByArtifactPath, filesOf } from '../packages';
import { canReadExperiments, canReadRegistry } from '../permissions';
import { rowsOf } from '../rows';
import { runByIid } from '../runs';
import { mlflowBase, resourceNotFound } from './endpoint';

const candidatePrefix = 'candidate:';

/** MLflow's artifact service, for reading only. Directories are not modelled: a path below the root lists nothing. */
export function artifactRoutes(context: GitLabContext): Route[] {
  const open = (exchange: Exchange): Project => {
    const caller = exchange.signedIn();
    const project = projectOf(context, exchange);
    if (!canReadExperiments(context, caller, project)) throw notFound();
    if (!canReadRegistry(context, caller, project)) throw notFound();
    return project;
  };
  return [
    {
      method: 'GET',
      path: `${mlflowBase}/mlflow-artifacts/artifacts`,
      scopes: ['api', 'read_api'],
      handle: async (exchange) => {
        const project = open(exchange);
        const path = exchange.query.get('path');
        // GitLab splits it without looking.
        if (path === null) throw refuse(500, { message: '500 Internal Server Error' });
        const slash = path.indexOf('/');
        const owner = slash === -1 ? path : path.slice(0, slash);
        const below = slash === -1 ? '' : path.slice(slash + 1);
        if (below !== '') return { status: 200, json: { files: [] } };
        const files = filesOf(context.world, packageIdOf(context, project, owner));
        return { status: 200, json: { files: files.map(presentArtifact) } };
      },
    },
    {
      method: 'GET',
      path: `${mlflowBase}/mlflow-artifacts/artifacts/:version/*file`,
      scopes: ['api', 'read_api'],
      handle: async (exchange) => {
        const project = open(exchange);
        const id = packageIdOf(context, project, exchange.params['version'] ?? '');
        const file = fileByArtifactPath(context.world, id, exchange.params['file'] ?? '');
        if (file === undefined) throw resourceNotFound();
        return answerFile(context, exchange, file);
      },
    },
  ];
}

function packageIdOf(context: GitLabContext, project: Project, owner: string): number {
  const { world } = context;
  if (owner.startsWith(candidatePrefix)) {
    const run = runByIid(world, project, owner.slice(candidatePrefix.length));
    if (run?.packageId === undefined) throw resourceNotFound();
    return run.packageId;
  }
  const version = /^\d+$/.test(owner) ? rowsOf(world).versions.one(Number(owner)) : undefined;
  if (version?.projectId !== project.id) throw resourceNotFound();
  return version.packageId;
}

function presentArtifact(file: PackageFile): unknown {
  return { path: file.fileName, file_size: file.size, is_dir: false };
}
