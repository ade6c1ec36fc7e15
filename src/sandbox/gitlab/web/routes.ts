import { type GitLabContext, type Route } from '../exchange';
import { Grants } from '../oauth/grants';
import { oauthTokenRoutes } from '../oauth/tokenRoutes';
import { accountPages } from './accountPages';
import { applicationPages } from './applicationPages';
import { oauthPages } from './oauthPages';
import { projectPages } from './projectPages';
import { Site } from './site';
import { tokenPages } from './tokenPages';

/** Everything outside `/api` but git: pages for people, and OAuth. */
export function webRoutes(context: GitLabContext): Route[] {
  const site = new Site(context);
  const grants = new Grants(() => context.now());
  return [
    ...accountPages(site),
    ...tokenPages(site),
    ...applicationPages(site),
    ...oauthPages(site, grants),
    ...oauthTokenRoutes(context, grants),
    ...projectPages(site),
  ];
}
