import { fullPath, projectOf } from '../access/roles';
import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { forbidden, notFound } from '../http/refusals';
import { type Project } from '../world';
import { type Package, type PackageFile } from '../mlRows';
import { answerFile } from './download';
import { deleteFile, deletePackage, filesOf } from './packages';
import { canDestroyPackages, canReadPackages } from './permissions';
import { rowsOf } from './rows';

const base = '/api/v4/projects/:id/packages';
const readScopes = ['api', 'read_api'];
const packageTypes = [
  'maven',
  'npm',
  'conan',
  'nuget',
  'pypi',
  'composer',
  'generic',
  'golang',
  'debian',
  'rubygems',
  'helm',
  'terraform_module',
  'rpm',
  'ml_model',
  'cargo',
] as const;

/** The package registry's ordinary REST: what is there, its files, deleting. */
export function packageRoutes(context: GitLabContext): Route[] {
  const { world } = context;
  const open = (exchange: Exchange): Project => {
    const project = projectOf(context, exchange);
    if (!project.packagesEnabled) throw notFound();
    if (!canReadPackages(context, exchange.caller, project)) throw forbidden();
    return project;
  };
  const openToDelete = (exchange: Exchange): Project => {
    const project = open(exchange);
    if (!canDestroyPackages(context, exchange.caller, project)) throw forbidden();
    return project;
  };
  const packageOf = (exchange: Exchange, project: Project): Package => {
    const found = rowsOf(world).packages.one(Number(exchange.params['package']));
    if (found?.projectId !== project.id) throw notFound();
    return found;
  };
  const fileOf = (exchange: Exchange, owner: Package): PackageFile => {
    const file = rowsOf(world).files.one(Number(exchange.params['file']));
    if (file?.packageId !== owner.id) throw notFound();
    return file;
  };
  const read = (path: string, handle: Route['handle']): Route => {
    return { method: 'GET', path, scopes: readScopes, anonymous: true, jobToken: true, handle };
  };
  const remove = (path: string, work: (exchange: Exchange) => void): Route => ({
    method: 'DELETE',
    path,
    scopes: ['api'],
    jobToken: true,
    handle: async (exchange) => {
      work(exchange);
      return { status: 204 };
    },
  });
  const routes = [
    read(base, async (exchange) => {
      const project = open(exchange);
      const found = list(rowsOf(world).packagesOfProject.all(project.id), exchange.query);
      return paged(exchange, context.externalUrl, found, (row) =>
        presentPackage(context, exchange, project, row),
      );
    }),
    read(`${base}/:package`, async (exchange) => {
      const project = open(exchange);
      const row = packageOf(exchange, project);
      if (row.status === 'hidden') throw notFound();
      return { status: 200, json: presentPackage(context, exchange, project, row) };
    }),
    remove(`${base}/:package`, (exchange) => {
      deletePackage(context, packageOf(exchange, openToDelete(exchange)).id);
    }),
    read(`${base}/:package/package_files`, async (exchange) => {
      const owner = packageOf(exchange, open(exchange));
      const files = sortFiles(filesOf(world, owner.id), exchange.query);
      return paged(exchange, context.externalUrl, files, presentFile);
    }),
    remove(`${base}/:package/package_files/:file`, (exchange) => {
      deleteFile(context, fileOf(exchange, packageOf(exchange, openToDelete(exchange))));
    }),
  ];
  if (!context.features.packageFileDownload) return routes;
  const download = read(`${base}/:package/package_files/:file/download`, async (exchange) => {
    const owner = packageOf(exchange, open(exchange));
    return answerFile(context, exchange, fileOf(exchange, owner));
  });
  return [...routes, download];
}

export function presentFile(file: PackageFile): unknown {
  return {
    id: file.id,
    package_id: file.packageId,
    created_at: new Date(file.createdAt).toISOString(),
    file_name: file.fileName,
    size: file.size,
    file_md5: file.md5,
    file_sha1: file.sha1,
    file_sha256: file.sha256,
    pipelines: [],
  };
}

function presentPackage(
  context: GitLabContext,
  exchange: Exchange,
  project: Project,
  row: Package,
): unknown {
  const api = `${context.externalUrl}/api/v4/projects/${project.id}/packages/${row.id}`;
  const root = new URL(context.externalUrl).pathname.replace(/\/$/, '');
  const mayDelete = canDestroyPackages(context, exchange.caller, project);
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    package_type: row.packageType,
    status: row.status,
    _links: {
      web_path: `${root}/${fullPath(context, project)}/-/packages/${row.id}`,
      ...(mayDelete ? { delete_api_path: api } : {}),
    },
    created_at: new Date(row.createdAt).toISOString(),
    last_downloaded_at: null,
    tags: [],
    pipelines: [],
    versions: [],
  };
}

/** Hidden ones only when they are asked for; oldest first. */
function list(all: readonly Package[], query: URLSearchParams): Package[] {
  const params = new Params(Object.fromEntries(query));
  const type = params.oneOf('package_type', packageTypes);
  const [name, version] = [params.text('package_name'), params.text('package_version')];
  const status = params.oneOf('status', ['default', 'hidden', 'processing', 'error'] as const);
  const order = params.oneOf('order_by', ['created_at', 'name', 'version', 'type'] as const);
  const descending = params.oneOf('sort', ['asc', 'desc'] as const) === 'desc';
  const found = all.filter((row) => {
    if (status === undefined ? row.status === 'hidden' : row.status !== status) return false;
    if (type !== undefined && row.packageType !== type) return false;
    if (name && !row.name.toLowerCase().includes(name.toLowerCase())) return false;
    return !version || row.version === version;
  });
  found.sort((a, b) => {
    switch (order) {
      case 'name':
        return compare(a.name, b.name) || a.id - b.id;
      case 'version':
        return compare(a.version, b.version) || a.id - b.id;
      case 'type':
        return compare(a.packageType, b.packageType) || a.id - b.id;
      case 'created_at':
      case undefined:
        return a.createdAt - b.createdAt || a.id - b.id;
    }
  });
  return descending ? found.reverse() : found;
}

function sortFiles(files: readonly PackageFile[], query: URLSearchParams): PackageFile[] {
  const params = new Params(Object.fromEntries(query));
  const order = params.oneOf('order_by', ['id', 'created_at', 'file_name'] as const);
  const descending = params.oneOf('sort', ['asc', 'desc'] as const) === 'desc';
  const sorted = files.toSorted((a, b) =>
    order === 'file_name' ? compare(a.fileName, b.fileName) || a.id - b.id : a.id - b.id,
  );
  return descending ? sorted.reverse() : sorted;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
