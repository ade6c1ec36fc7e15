import { fullPath } from '../access/roles';
import { type Project } from '../world';
import { html, type Markup } from './html';
import { type Visit } from './sessions';
import { type Site } from './site';

/** One page about one project, already known to be readable. */
export interface ProjectVisit {
  readonly site: Site;
  readonly visit: Visit;
  readonly project: Project;
  /** What comes after `/-/`. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

export interface Shown {
  readonly title: string;
  readonly body: Markup;
}

export function link(url: string, text: string): Markup {
  return html`<a href="${url}">${text}</a>`;
}

export function table(
  titles: readonly string[],
  rows: readonly (readonly (Markup | string | number)[])[],
): Markup {
  return html`<table>
    <tr>
      ${titles.map((title) => html`<th>${title}</th>`)}
    </tr>
    ${rows.map(
      (row) =>
        html`<tr>
          ${row.map((cell) => html`<td>${cell}</td>`)}
        </tr>`,
    )}
  </table>`;
}

export function pageUrl(
  { site, project }: Pick<ProjectVisit, 'site' | 'project'>,
  path = '',
): string {
  return site.url(`/${fullPath(site.context, project)}${path}`);
}
