import { globalId } from './globalId';
import { fieldsOf, type Fields } from './resolver';
import { time } from './session';
import { type User } from '../world';

export const userFields: Fields = fieldsOf<User>({
  active: (user) => user.state === 'active',
  avatarUrl: () => null,
  bot: (user) => user.bot,
  createdAt: (user) => time(user.createdAt),
  human: (user) => !user.bot,
  id: (user) => globalId('User', user.id),
  publicEmail: () => null,
  webPath: (user, session) => new URL(userUrl(session.gitlab.externalUrl, user)).pathname,
  webUrl: (user, session) => userUrl(session.gitlab.externalUrl, user),
});

function userUrl(base: string, user: User): string {
  return `${base}/${user.username}`;
}
