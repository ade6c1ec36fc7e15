import { createHmac, randomBytes } from 'node:crypto';
import { digestOf, isActive, issueToken, mintHex, sameText } from '../access/tokens';
import { type Caller, type Exchange, type GitLabContext, Refusal, type Reply } from '../exchange';
import { Params } from '../http/params';
import { type User } from '../world';
import { html, type Markup, page, redirect } from './html';

const cookieName = '_gitlab_session';
const lifetimeMs = 14 * 24 * 60 * 60_000;

/** Who sits before the browser. */
export interface Visit {
  /** The session cookie's value; new visitors get one. */
  readonly id: string;
  readonly user: User | undefined;
  /** Like an API caller, for the rules about who may see what. */
  readonly caller: Caller | undefined;
  /** Hidden field that proves that a form came from our own page. */
  readonly csrf: Markup;
  /** Sends the cookie along. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Cookie sessions of the web pages; the API knows nothing of them. */
export class Sessions {
  readonly #key = randomBytes(32);

  constructor(private readonly context: GitLabContext) {}

  visit(exchange: Exchange): Visit {
    const cookie = readCookie(exchange);
    const id = cookie ?? mintHex(16);
    const { tokens, users } = this.context.world.tables;
    const digest = digestOf(id);
    const token = tokens.find((row) => row.kind === 'session' && row.digest === digest);
    const live = token && isActive(token, this.context.now()) ? token : undefined;
    const user = live && users.find((row) => row.id === live.userId && row.state === 'active');
    return {
      id,
      user,
      caller: user ? { user, token: live } : undefined,
      csrf: html`<input type="hidden" name="authenticity_token" value="${this.#csrf(id)}" />`,
      headers: cookie === undefined ? this.#setCookie(id) : {},
    };
  }

  /** The fields of a form that came from our own page; anything else is refused with 422. */
  async form(exchange: Exchange): Promise<Params> {
    const params = new Params(await exchange.fields());
    const cookie = readCookie(exchange);
    const shown = params.text('authenticity_token');
    if (cookie !== undefined && shown !== undefined && sameText(shown, this.#csrf(cookie))) {
      return params;
    }
    throw new Refusal(
      page(
        '422',
        html`<p>
          The change you requested was rejected: the form is stale or foreign. Go back and try
          again.
        </p>`,
        {
          status: 422,
        },
      ),
    );
  }

  /** A new session under a new cookie, so that nobody can plant one beforehand. */
  signIn(user: User, location: string): Reply {
    const id = mintHex(16);
    issueToken(this.context, id, {
      kind: 'session',
      userId: user.id,
      name: 'web session',
      scopes: [],
      expiresAt: this.context.now() + lifetimeMs,
    });
    return redirect(location, this.#setCookie(id));
  }

  signOut(exchange: Exchange): Reply {
    const { caller } = this.visit(exchange);
    if (caller) caller.token.revoked = true;
    this.context.world.changed();
    return redirect(`${this.context.externalUrl}/users/sign_in`, this.#setCookie(mintHex(16)));
  }

  #csrf(id: string): string {
    return createHmac('sha256', this.#key).update(id).digest('base64url');
  }

  #setCookie(id: string): Record<string, string> {
    const path = new URL(this.context.externalUrl).pathname;
    return { 'Set-Cookie': `${cookieName}=${id}; Path=${path}; HttpOnly; Secure; SameSite=Lax` };
  }
}

function readCookie(exchange: Exchange): string | undefined {
  const all = (exchange.request.headers.cookie ?? '').split(';').map((one) => one.trim());
  const found = all.find((one) => one.startsWith(`${cookieName}=`));
  const value = found?.slice(cookieName.length + 1);
  return value !== undefined && /^[0-9a-f]{32}$/.test(value) ? value : undefined;
}
