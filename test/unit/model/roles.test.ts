import { describe, expect, it } from 'vitest';
import { type FoundRoles, missingRolesText, roleLines } from '../../../src/model/roles';

const all: FoundRoles = {
  complete: true,
  given: [
    { role: 'vpc.admin', on: 'folder' },
    { role: 'compute.editor', on: 'folder' },
    { role: 'gitlab.editor', on: 'folder' },
    { role: 'iam.serviceAccounts.admin', on: 'folder' },
    { role: 'resource-manager.admin', on: 'cloud' },
    { role: 'quota-manager.viewer', on: 'cloud' },
  ],
};

const states = (found: FoundRoles): string[] =>
  roleLines(found).map(({ role, state, by }) => `${role} ${state}${by ? ` by ${by}` : ''}`);

describe('the roles an operator needs', () => {
  it('are given one by one, by a role that includes them, or on the cloud', () => {
    expect(states(all)).toEqual([
      'vpc.admin given by vpc.admin',
      'compute.admin given by compute.editor',
      'gitlab.editor given by gitlab.editor',
      'iam.serviceAccounts.admin given by iam.serviceAccounts.admin',
      'resource-manager.admin given by resource-manager.admin',
      'quota-manager.viewer given by quota-manager.viewer',
    ]);
    expect(missingRolesText(roleLines(all))).toBeUndefined();
  });

  it('are all given by admin on the cloud; on the folder the cloud’s own stay open', () => {
    const admin = (on: 'cloud' | 'folder'): FoundRoles => ({
      complete: true,
      given: [{ role: 'admin', on }],
    });
    expect(roleLines(admin('cloud')).every(({ state }) => state === 'given')).toBe(true);
    expect(roleLines(admin('folder')).filter(({ state }) => state !== 'given')).toMatchObject([
      { role: 'quota-manager.viewer', state: 'missing' },
    ]);
    expect(missingRolesText(roleLines(admin('folder')))).toBeUndefined();
  });

  it('do not come with editor as far as giving roles goes', () => {
    const lines = roleLines({ complete: true, given: [{ role: 'editor', on: 'cloud' }] });
    expect(missingRolesText(lines)).toBe(
      'Your account does not have the role resource-manager.admin (to give the service account its roles) here. Ask an administrator, unless your organization gives them to you.',
    );
  });

  it('are unknown, never missing, when nobody knows', () => {
    expect(new Set(roleLines(undefined).map(({ state }) => state))).toEqual(new Set(['unknown']));
    const some = roleLines({ complete: false, given: [{ role: 'vpc.admin', on: 'folder' }] });
    expect(some.map(({ state }) => state)).toEqual(['given', ...Array<string>(5).fill('unknown')]);
  });
});
