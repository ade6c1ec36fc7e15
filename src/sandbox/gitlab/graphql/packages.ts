import { canDestroyPackages, canReadPackages } from '../ml/permissions';
import { filesOf } from '../ml/packages';
import { type Package, type PackageFile } from '../mlRows';
import { connect } from './connection';
import { idOf } from './experiments';
import { globalId } from './globalId';
import { type Fields, fieldsOf } from './resolver';
import { pagePath, projectById, rowsIn, type Session, time } from './session';

export const packageFields: Fields = fieldsOf<Package>({
  _links: (row) => row,
  createdAt: (row) => time(row.createdAt),
  id: (row) => globalId('Packages::Package', row.id),
  lastDownloadedAt: () => null,
  packageFiles: (row, session, args) =>
    connect(filesOf(session.gitlab.world, row.id).toReversed(), args, idOf),
  packageType: (row) => row.packageType.toUpperCase(),
  project: (row, session) => projectById(session, row.projectId),
  publicPackage: (row, session) => projectById(session, row.projectId)?.visibility === 'public',
  status: (row) => row.status.toUpperCase(),
  statusMessage: () => null,
  updatedAt: (row) => time(row.createdAt),
  userPermissions: (row, session) => {
    const project = projectById(session, row.projectId);
    const may = project && canDestroyPackages(session.gitlab, session.caller, project);
    return { destroyPackage: may ?? false };
  },
});

export const packageLinkFields: Fields = fieldsOf<Package>({
  webPath: (row, session) => pagePath(session, row.projectId, `/-/packages/${row.id}`),
});

export const packageFileFields: Fields = fieldsOf<PackageFile>({
  createdAt: (row) => time(row.createdAt),
  downloadPath: (row, session) => {
    const projectId = rowsIn(session).packages.one(row.packageId)?.projectId ?? 0;
    return pagePath(session, projectId, `/-/package_files/${row.id}/download`);
  },
  fileMd5: (row) => row.md5,
  fileSha1: (row) => row.sha1,
  fileSha256: (row) => row.sha256,
  id: (row) => globalId('Packages::PackageFile', row.id),
  size: (row) => String(row.size),
  updatedAt: (row) => time(row.createdAt),
});

export function packageById(session: Session, id: number): Package | null {
  const row = rowsIn(session).packages.one(id);
  const project = row && projectById(session, row.projectId);
  if (project === undefined) return null;
  return canReadPackages(session.gitlab, session.caller, project) ? (row ?? null) : null;
}
