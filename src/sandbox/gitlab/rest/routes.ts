import { type GitLabContext, type Route } from '../exchange';
import { createProjectRoutes } from './createProject';
import { deleteProjectRoutes } from './deleteProject';
import { groupRoutes } from './groups';
import { memberRoutes } from './members';
import { personalTokenRoutes } from './personalTokens';
import { projectRoutes } from './projects';
import { projectTokenRoutes } from './projectTokens';
import { serverRoutes } from './serverInfo';
import { sshKeyRoutes } from './sshKeys';
import { userRoutes } from './users';
import { variableRoutes } from './variables';

/** The ordinary REST API without CI and machine learning. */
export function restRoutes(context: GitLabContext): Route[] {
  return [
    ...serverRoutes(context),
    ...userRoutes(context),
    ...personalTokenRoutes(context),
    ...sshKeyRoutes(context),
    ...groupRoutes(context),
    ...projectRoutes(context),
    ...createProjectRoutes(context),
    ...deleteProjectRoutes(context),
    ...memberRoutes(context),
    ...projectTokenRoutes(context),
    ...variableRoutes(context),
  ];
}
