import { type Exchange, type GitLabContext, type Reply, type Route } from '../exchange';
import { type User } from '../world';
import { html, type Markup, page, type PageOptions, redirect } from './html';
import { Sessions, type Visit } from './sessions';

/** What all pages share: the visitor, the frame, and the way to the sign-in. */
export class Site {
  readonly sessions: Sessions;

  constructor(readonly context: GitLabContext) {
    this.sessions = new Sessions(context);
  }

  url(path: string): string {
    return this.context.externalUrl + path;
  }

  show(visit: Visit, title: string, body: Markup, options: PageOptions = {}): Reply {
    const { user } = visit;
    const header = html`<a href="${this.url('/')}"><strong>GitLab</strong></a
      >${
        user
          ? html`<span>${user.name} (@${user.username})</span>
              <a href="${this.url('/-/user_settings/personal_access_tokens')}">Access tokens</a>
              <a href="${this.url('/-/user_settings/applications')}">Applications</a>
              <form method="post" action="${this.url('/users/sign_out')}">
                ${visit.csrf}<button>Sign out</button>
              </form>`
          : html`<a href="${this.url('/users/sign_in')}">Sign in</a>`
      }`;
    return page(title, body, {
      ...options,
      header,
      headers: { ...visit.headers, ...options.headers },
    });
  }

  /** A page for people with an account: others are sent to the sign-in and come back afterwards. */
  private(
    method: 'GET' | 'POST',
    path: string,
    handle: (exchange: Exchange, visit: Visit, user: User) => Promise<Reply>,
  ): Route {
    return {
      method,
      path,
      handle: async (exchange) => {
        const visit = this.sessions.visit(exchange);
        if (visit.user !== undefined) return handle(exchange, visit, visit.user);
        return this.toSignIn(exchange, visit);
      },
    };
  }

  toSignIn(exchange: Exchange, visit: Visit): Reply {
    const { request, method } = exchange;
    const root = new URL(this.context.externalUrl).pathname.replace(/\/$/, '');
    const here = method === 'GET' ? (request.url ?? '/').slice(root.length) : '/';
    const back = new URLSearchParams({ return_to: here });
    return redirect(this.url(`/users/sign_in?${back.toString()}`), visit.headers);
  }

  /** Only a path of our own; anything else leads home. */
  ownPath(text: string | undefined): string {
    return this.url(text !== undefined && /^\/(?![/\\])/.test(text) ? text : '/');
  }
}
