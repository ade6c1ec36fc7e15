import { callerLevel, canRead, canReadCode, findProject, fullPath, roles } from '../access/roles';
import { repositoryOf } from '../git/repositories';
import { listing } from '../git/commitActions';
import { type Exchange, Refusal, type Reply, type Route } from '../exchange';
import { ciPage } from './ciPages';
import {
  commitPage,
  commitsPage,
  mergeRequestPage,
  mergeRequestsPage,
  treePage,
} from './codePages';
import { html } from './html';
import { mlPage } from './mlPages';
import { type Visit } from './sessions';
import { link, pageUrl, type ProjectVisit, type Shown, table } from './projectParts';
import { type Site } from './site';

/** Read-only pages, so that "open in browser" shows what it should; what is missing or hidden is a 404. */
export function projectPages(site: Site): Route[] {
  return [
    { method: 'GET', path: '/', handle: async (exchange) => home(site, exchange) },
    { method: 'GET', path: '/*path', handle: (exchange) => projectPage(site, exchange) },
  ];
}

function home(site: Site, exchange: Exchange): Reply {
  const visit = site.sessions.visit(exchange);
  if (visit.user === undefined) return site.toSignIn(exchange, visit);
  const { context } = site;
  const projects = context.world.tables.projects.filter((row) =>
    canRead(context, visit.caller, row),
  );
  const rows = projects.map((project) => [
    link(pageUrl({ site, project }), fullPath(context, project)),
    project.visibility,
  ]);
  const body =
    rows.length === 0 ? html`<p>No projects yet.</p>` : table(['Project', 'Visibility'], rows);
  return site.show(visit, 'Projects', body);
}

async function projectPage(site: Site, exchange: Exchange): Promise<Reply> {
  const { context } = site;
  const visit = site.sessions.visit(exchange);
  const [path = '', rest = ''] = (exchange.params['path'] ?? '').replace(/\/$/, '').split('/-/', 2);
  const found = /^\d+$/.test(path) ? undefined : findProject(context, path);
  const project = found && canRead(context, visit.caller, found) ? found : undefined;
  if (project === undefined) {
    // Whoever is not signed in may have a right to it: ask first, as GitLab does.
    return visit.user === undefined ? site.toSignIn(exchange, visit) : missing(site, visit);
  }
  const parts = rest === '' ? [] : rest.split('/');
  try {
    const shown = await choose({ site, visit, project, parts, query: exchange.query });
    if (shown === undefined) return missing(site, visit);
    const crumbs = html`<p>${link(pageUrl({ site, project }), fullPath(context, project))}</p>`;
    return site.show(visit, shown.title, html`${crumbs}${shown.body}`);
  } catch (error) {
    if (error instanceof Refusal) return missing(site, visit);
    throw error;
  }
}

async function choose(at: ProjectVisit): Promise<Shown | undefined> {
  const { site, visit, project } = at;
  const [area] = at.parts;
  if (area === undefined) return overview(at);
  if (area === 'ml' || area === 'packages') return mlPage(at);
  if (!canReadCode(site.context, visit.caller, project)) return undefined;
  switch (area) {
    case 'tree':
      return treePage(at);
    case 'commit':
      return commitPage(at);
    case 'commits':
      return commitsPage(at);
    case 'merge_requests':
      return at.parts.length > 1 ? mergeRequestPage(at) : mergeRequestsPage(at);
    case 'pipelines':
    case 'jobs':
      return ciPage(at);
    case 'settings':
      return settingsPage(at);
    default:
      return undefined;
  }
}

async function overview(at: ProjectVisit): Promise<Shown> {
  const { site, project, visit } = at;
  const { context } = site;
  const areas = ['merge_requests', 'pipelines', 'ml/experiments', 'ml/models', 'packages'];
  const links = areas.map(
    (area) => html`<li>${link(pageUrl(at, `/-/${area}`), area.replace(/_/g, ' '))}</li>`,
  );
  const readable =
    project.defaultBranch !== undefined && canReadCode(context, visit.caller, project);
  const sha = readable
    ? await repositoryOf(context, project).resolve(project.defaultBranch ?? '')
    : undefined;
  const files =
    sha === undefined ? [] : [...(await listing(repositoryOf(context, project), sha)).keys()];
  return {
    title: project.name,
    body: html`<p>${project.description}</p>
      <p>Clone: <code>${pageUrl(at, '.git')}</code> · ${project.visibility}</p>
      <ul>
        ${links}
      </ul>
      ${
        files.length === 0
          ? html`<p>The repository for this project is empty.</p>`
          : html`<h2>Files</h2>
              <ul>
                ${files.map((file) => html`<li>${file}</li>`)}
              </ul>`
      }`,
  };
}

/** Variables by name only; for Maintainers. */
function settingsPage({ site, visit, project, parts }: ProjectVisit): Shown | undefined {
  const { context } = site;
  if (parts[1] !== 'ci_cd' && parts[1] !== 'access_tokens') return undefined;
  if (callerLevel(context, visit.caller, project) < roles.maintainer) return undefined;
  const { variables, runners, tokens } = context.world.tables;
  if (parts[1] === 'access_tokens') {
    const own = tokens.filter(
      (row) => row.kind === 'project' && row.projectId === project.id && !row.revoked,
    );
    return {
      title: 'Project access tokens',
      body: table(
        ['Name', 'Scopes'],
        own.map((row) => [row.name, row.scopes.join(', ')]),
      ),
    };
  }
  const keys = variables.filter((row) => row.projectId === project.id);
  const own = runners.filter((row) => row.projectIds.includes(project.id));
  return {
    title: 'CI/CD settings',
    body: html`<h2>Variables</h2>
      ${table(
        ['Key', 'Masked', 'Protected'],
        keys.map((row) => [row.key, String(row.masked), String(row.protected)]),
      )}
      <h2>Runners</h2>
      ${table(
        ['Runner', 'Tags'],
        own.map((row) => [`#${row.id} ${row.description}`, row.tagList.join(', ')]),
      )}`,
  };
}

function missing(site: Site, visit: Visit): Reply {
  const words =
    "Make sure the address is correct and the page hasn't moved. You may have no permission to see it.";
  return site.show(visit, '404: Page not found', html`<p>${words}</p>`, { status: 404 });
}
