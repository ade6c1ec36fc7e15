import { projectOf } from '../access/roles';
import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { forbidden, notFound, unauthorized } from '../http/refusals';
import { type Project } from '../world';
import { type Package } from '../mlRows';
import { answerFile } from './download';
import { fileNamed, packageForRun, storedFileName } from './packages';
import {
  canCreatePackages,
  canReadPackages,
  canReadRegistry,
  canWriteRegistry,
} from './permissions';
import { rowsOf } from './rows';
import { nobody, runByIid } from './runs';
import { created, filePlace, receiveFile } from './upload';

const path = '/api/v4/projects/:id/packages/ml_models/:version/files/*file';
const marker = /\/packages\/ml_models\/[^/]+\/files\//;
const candidatePrefix = 'candidate:';

/** Files of model versions and runs. Takes tokens as `Authorization: Bearer` only. */
export function fileRoutes(context: GitLabContext): Route[] {
  const open = (exchange: Exchange): Project => {
    if (exchange.caller !== undefined && !isBearer(exchange)) throw unauthorized();
    const project = projectOf(context, exchange);
    if (!project.packagesEnabled) throw notFound();
    if (!canReadRegistry(context, exchange.caller, project)) throw notFound();
    return project;
  };
  return [
    {
      method: 'GET',
      path,
      scopes: ['api', 'read_api'],
      anonymous: true,
      jobToken: true,
      handle: async (exchange) => {
        const project = open(exchange);
        const place = filePlace(exchange, marker);
        if (!canReadPackages(context, exchange.caller, project)) throw forbidden();
        const owner = ownerOf(context, exchange, project);
        const stored = storedFileName(place.directory, place.name);
        const file = fileNamed(context.world, owner.id, stored);
        if (file === undefined) throw notFound();
        return answerFile(context, exchange, file);
      },
    },
    {
      method: 'PUT',
      path,
      scopes: ['api'],
      jobToken: true,
      handle: async (exchange) => {
        exchange.signedIn();
        const project = open(exchange);
        const place = filePlace(exchange, marker);
        if (!canCreatePackages(context, exchange.caller, project)) throw forbidden();
        if (!canWriteRegistry(context, exchange.caller, project)) throw notFound();
        // Looked up before the body is read, so that a wrong address fails at once.
        ownerOf(context, exchange, project);
        await receiveFile(
          context,
          exchange,
          () => ownerOf(context, exchange, project),
          storedFileName(place.directory, place.name),
          'Artifact file is too large',
        );
        return created;
      },
    },
  ];
}

/** The package of a version's database id or of `candidate:<run iid>`; the latter is made on demand, by GET too. */
function ownerOf(context: GitLabContext, exchange: Exchange, project: Project): Package {
  const { world } = context;
  const text = exchange.params['version'] ?? '';
  if (text.startsWith(candidatePrefix)) {
    const run = runByIid(world, project, text.slice(candidatePrefix.length));
    if (run === undefined) throw notFound();
    return packageForRun(context, project, exchange.caller?.user.id ?? nobody, run);
  }
  const version = /^\d+$/.test(text) ? rowsOf(world).versions.one(Number(text)) : undefined;
  const owner =
    version?.projectId === project.id ? rowsOf(world).packages.one(version.packageId) : undefined;
  if (owner === undefined) throw notFound();
  return owner;
}

function isBearer(exchange: Exchange): boolean {
  return /^Bearer\s/i.test(exchange.request.headers.authorization ?? '');
}
