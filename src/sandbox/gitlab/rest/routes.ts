import { type GitLabContext, type Route } from '../exchange';
import { applicationRoutes } from './applications';
import { branchRoutes } from './branches';
import { commitRoutes } from './commits';
import { createProjectRoutes } from './createProject';
import { deleteProjectRoutes } from './deleteProject';
import { fileRoutes } from './files';
import { groupRoutes } from './groups';
import { memberRoutes } from './members';
import { mergeRoutes } from './mergeRoutes';
import { mergeRequestRoutes } from './mergeRequests';
import { noteRoutes } from './notes';
import { personalTokenRoutes } from './personalTokens';
import { projectRoutes } from './projects';
import { projectTokenRoutes } from './projectTokens';
import { serverRoutes } from './serverInfo';
import { sshKeyRoutes } from './sshKeys';
import { treeRoutes } from './tree';
import { userRoutes } from './users';
import { variableRoutes } from './variables';
import { writeMergeRequestRoutes } from './writeMergeRequests';

/** The ordinary REST API without CI and machine learning. */
export function restRoutes(context: GitLabContext): Route[] {
  return [
    ...serverRoutes(context),
    ...userRoutes(context),
    ...applicationRoutes(context),
    ...personalTokenRoutes(context),
    ...sshKeyRoutes(context),
    ...groupRoutes(context),
    ...projectRoutes(context),
    ...createProjectRoutes(context),
    ...deleteProjectRoutes(context),
    ...memberRoutes(context),
    ...projectTokenRoutes(context),
    ...variableRoutes(context),
    ...branchRoutes(context),
    ...treeRoutes(context),
    ...fileRoutes(context),
    ...commitRoutes(context),
    ...mergeRequestRoutes(context),
    ...writeMergeRequestRoutes(context),
    ...mergeRoutes(context),
    ...noteRoutes(context),
  ];
}
