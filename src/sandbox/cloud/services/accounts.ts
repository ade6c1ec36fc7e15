import { RoleServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/role_service';
import { type UserAccount } from '@yandex-cloud/nodejs-sdk/iam-v1/user_account';
import { UserAccountServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/user_account_service';
import { YandexPassportUserAccountServiceService } from '@yandex-cloud/nodejs-sdk/iam-v1/yandex_passport_user_account_service';
import { roles } from '../access/roles';
import { type CloudContext } from '../context';
import { type UserRow } from '../rows';
import { page } from '../rules/paging';
import { implement, type Method } from '../wire/implement';
import { notFound } from '../wire/status';
import { findById } from '../world';

/** Roles and people: open to everybody who is signed in. */
export function accountServices({ access, world }: CloudContext): Method[] {
  const { users } = world.tables;
  const all = Object.entries(roles).map(([id, { description }]) => ({ id, description }));
  return [
    ...implement(RoleServiceService, {
      get(request, call) {
        access.authenticate(call);
        const role = all.find(({ id }) => id === request.roleId);
        if (!role) throw notFound('Role', request.roleId);
        return role;
      },
      list(request, call) {
        access.authenticate(call);
        const { items, nextPageToken } = page(all, request);
        return { roles: items, nextPageToken };
      },
    }),
    ...implement(UserAccountServiceService, {
      get(request, call) {
        access.authenticate(call);
        const user = findById(users, request.userAccountId);
        if (!user) throw notFound('User account', request.userAccountId);
        return presentUser(user);
      },
    }),
    ...implement(YandexPassportUserAccountServiceService, {
      getByLogin(request, call) {
        access.authenticate(call);
        const user = users.find(({ login }) => login === request.login);
        if (!user) throw notFound('User account', request.login);
        return presentUser(user);
      },
    }),
  ];
}

function presentUser(user: UserRow): UserAccount {
  return {
    id: user.id,
    yandexPassportUserAccount: { login: user.login, defaultEmail: user.email },
  };
}
