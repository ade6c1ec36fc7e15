import { hashPassword, isPassword } from '../access/passwords';
import { digestOf } from '../access/tokens';
import { type Exchange, type Reply, type Route } from '../exchange';
import { type User } from '../world';
import { html } from './html';
import { type Visit } from './sessions';
import { type Site } from './site';

/** Signing in and out, and the page behind the mailed activation link. */
export function accountPages(site: Site): Route[] {
  const { context, sessions } = site;
  const { users } = context.world.tables;
  return [
    {
      method: 'GET',
      path: '/users/sign_in',
      async handle(exchange) {
        return signInPage(site, sessions.visit(exchange), exchange.query.get('return_to') ?? '/');
      },
    },
    {
      method: 'POST',
      path: '/users/sign_in',
      async handle(exchange) {
        const params = await sessions.form(exchange);
        const login = params.text('login')?.toLowerCase();
        const user = users.find(
          (row) => row.username.toLowerCase() === login || row.email.toLowerCase() === login,
        );
        const back = params.text('return_to');
        const good =
          (await isPassword(params.text('password') ?? '', user?.password)) &&
          user?.state === 'active';
        if (!good) {
          const visit = sessions.visit(exchange);
          return signInPage(site, visit, back ?? '/', 'Invalid login or password.');
        }
        return sessions.signIn(user, site.ownPath(back));
      },
    },
    {
      method: 'POST',
      path: '/users/sign_out',
      async handle(exchange) {
        await sessions.form(exchange);
        return sessions.signOut(exchange);
      },
    },
    {
      method: 'GET',
      path: '/users/password/edit',
      async handle(exchange) {
        const token = exchange.query.get('reset_password_token') ?? '';
        return passwordPage(site, exchange, token, userOf(users, token));
      },
    },
    {
      method: 'POST',
      path: '/users/password',
      async handle(exchange) {
        const params = await sessions.form(exchange);
        const token = params.text('reset_password_token') ?? '';
        const user = userOf(users, token);
        const [password, again] = [
          params.text('password') ?? '',
          params.text('password_confirmation'),
        ];
        const problem =
          password.length < 8
            ? 'Password is too short (minimum is 8 characters)'
            : password === again
              ? undefined
              : "Password confirmation doesn't match Password";
        if (user === undefined || problem !== undefined) {
          return passwordPage(site, exchange, token, user, problem);
        }
        user.password = await hashPassword(password);
        delete user.activationDigest;
        context.world.changed();
        return sessions.signIn(user, site.url('/'));
      },
    },
  ];
}

function userOf(users: readonly User[], token: string): User | undefined {
  const digest = digestOf(token);
  return users.find((row) => row.activationDigest === digest);
}

function signInPage(site: Site, visit: Visit, back: string, problem?: string): Reply {
  return site.show(
    visit,
    'Sign in',
    html`${problem === undefined ? undefined : html`<p class="alert" role="alert">${problem}</p>`}
      <form method="post" action="${site.url('/users/sign_in')}">
        ${visit.csrf}<input type="hidden" name="return_to" value="${back}" />
        <label for="login">Username or primary email</label>
        <input type="text" id="login" name="login" autocomplete="username" required />
        <label for="password">Password</label>
        <input
          type="password"
          id="password"
          name="password"
          autocomplete="current-password"
          required
        />
        <div><button id="sign-in">Sign in</button></div>
      </form>`,
    { status: problem === undefined ? 200 : 422 },
  );
}

function passwordPage(
  site: Site,
  exchange: Exchange,
  token: string,
  user: User | undefined,
  problem?: string,
): Reply {
  const visit = site.sessions.visit(exchange);
  if (user === undefined) {
    return site.show(
      visit,
      'Change your password',
      html`<p class="alert" role="alert">
        Reset password token is invalid. The link works only once.
      </p>`,
      { status: 422 },
    );
  }
  return site.show(
    visit,
    'Change your password',
    html`${problem === undefined ? undefined : html`<p class="alert" role="alert">${problem}</p>`}
      <p>Welcome, ${user.username}. Choose a password to activate your account.</p>
      <form method="post" action="${site.url('/users/password')}">
        ${visit.csrf}<input type="hidden" name="reset_password_token" value="${token}" />
        <label for="password">New password</label>
        <input type="password" id="password" name="password" autocomplete="new-password" required />
        <label for="password_confirmation">Confirm new password</label>
        <input
          type="password"
          id="password_confirmation"
          name="password_confirmation"
          autocomplete="new-password"
          required
        />
        <div><button id="change-password">Change your password</button></div>
      </form>`,
    { status: problem === undefined ? 200 : 422 },
  );
}
