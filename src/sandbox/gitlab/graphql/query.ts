import { createHash } from 'node:crypto';
import { canRead, findProject } from '../access/roles';
import { experimentById } from './experiments';
import { modelById } from './models';
import { packageById } from './packages';
import { type Fields, fieldsOf, number, text } from './resolver';

export const queryFields: Fields = fieldsOf<unknown>({
  currentUser: (_root, session) => session.caller?.user,
  echo: (_root, session, args) => {
    const name = session.caller?.user.username;
    return `${name === undefined ? 'nil' : JSON.stringify(name)} says: ${text(args, 'text') ?? ''}`;
  },
  metadata: (_root, session) => {
    if (session.caller === undefined) return null;
    const { version } = session.gitlab;
    const revision = createHash('sha1').update(version).digest('hex').slice(0, 11);
    return { version, revision, enterprise: false, kas: { enabled: false } };
  },
  mlExperiment: (_root, session, args) => experimentById(session, number(args, 'id') ?? 0),
  mlModel: (_root, session, args) => modelById(session, number(args, 'id') ?? 0),
  package: (_root, session, args) => packageById(session, number(args, 'id') ?? 0),
  project: (_root, session, args) => {
    const path = text(args, 'fullPath') ?? '';
    // A number is no full path.
    const project = /^\d+$/.test(path) ? undefined : findProject(session.gitlab, path);
    return project && canRead(session.gitlab, session.caller, project) ? project : null;
  },
  queryComplexity: (_root, session) => session.complexity,
});
