import { type GitLabContext, type Route } from '../exchange';
import { serverRoutes } from './serverInfo';
import { userRoutes } from './users';

/** The ordinary REST API without CI and machine learning. */
export function restRoutes(context: GitLabContext): Route[] {
  return [...serverRoutes(context), ...userRoutes(context)];
}
