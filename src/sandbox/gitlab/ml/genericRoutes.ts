import { projectOf } from '../access/roles';
import { type GitLabContext, type Route } from '../exchange';
import { badParameter, forbidden, notFound } from '../http/refusals';
import { answerFile } from './download';
import { presentFile } from './packageRoutes';
import { fileNamed, findOrCreatePackage, findPackage, storedFileName } from './packages';
import { canCreatePackages, canReadPackages } from './permissions';
import { created, filePlace, receiveFile } from './upload';

const path = '/api/v4/projects/:id/packages/generic/:name/:version/*file';
const marker = /\/packages\/generic\/[^/]+\/[^/]+\//;

/** Generic packages: any files under a name and a version; older runs kept their files this way. */
export function genericRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'GET',
      path,
      scopes: ['api', 'read_api'],
      anonymous: true,
      jobToken: true,
      handle: async (exchange) => {
        const project = projectOf(context, exchange);
        if (!project.packagesEnabled) throw notFound();
        if (!canReadPackages(context, exchange.caller, project)) throw forbidden();
        const place = filePlace(exchange, marker);
        const owner = findPackage(context.world, project, keyOf(exchange.params));
        const file = owner && fileNamed(context.world, owner.id, nameOf(place));
        if (file === undefined) throw notFound();
        return answerFile(context, exchange, file, { 'X-Checksum-SHA256': file.sha256 });
      },
    },
    {
      method: 'PUT',
      path,
      scopes: ['api'],
      jobToken: true,
      handle: async (exchange) => {
        const { user } = exchange.signedIn();
        const project = projectOf(context, exchange);
        if (!project.packagesEnabled) throw notFound();
        if (!canCreatePackages(context, exchange.caller, project)) throw forbidden();
        const place = filePlace(exchange, marker);
        const key = keyOf(exchange.params);
        const row = await receiveFile(
          context,
          exchange,
          () => findOrCreatePackage(context, project, user.id, key),
          nameOf(place),
          'File is too large',
        );
        if (exchange.query.get('select') !== 'package_file') return created;
        return { status: 201, json: presentFile(row) };
      },
    },
  ];
}

/** Only names below a directory are stored encoded. */
function nameOf({ directory, name }: { directory: string; name: string }): string {
  return directory === '' ? name : storedFileName(directory, name);
}

function keyOf(params: Readonly<Record<string, string>>): {
  name: string;
  version: string;
  packageType: 'generic';
} {
  const { name = '', version = '' } = params;
  if (!/^[A-Za-z0-9._\-+]+$/.test(name)) throw badParameter('package_name is invalid');
  if (!/^(\.?[\w+-]+\.?)+$/.test(version)) throw badParameter('package_version is invalid');
  return { name, version, packageType: 'generic' };
}
