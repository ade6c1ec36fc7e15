import { Branches, Commits, Repositories, RepositoryFiles } from '@gitbeaker/rest';
import * as z from 'zod';
import { isAppError } from '../base/errors';
import { type RepositoryPort } from '../model/ports/gitlab';
import { parseValue } from './parse';
import { branchSchema, commitSchema, comparisonSchema, fileSchema } from './rest/projectSchemas';
import { type Rest } from './rest/rest';

const mostTreePages = 5;
const treeSchema = z.object({
  path: z.string(),
  /** `commit` is a submodule. */
  type: z.enum(['blob', 'tree', 'commit']).transform((type) => (type === 'commit' ? 'tree' : type)),
});

export function createRepositoryClient(rest: Rest): RepositoryPort {
  return {
    async branches(project, search, signal) {
      const purpose = 'list the branches';
      const answer = await rest
        .with(Branches, purpose, signal)
        .all(project, { perPage: 100, ...(search === '' ? {} : { search }) });
      return parseValue(z.array(branchSchema), answer, purpose);
    },
    async branch(project, name, signal) {
      const purpose = `read the branch "${name}"`;
      try {
        const answer = await rest.with(Branches, purpose, signal).show(project, name);
        return parseValue(branchSchema, answer, purpose);
      } catch (error) {
        if (isAppError(error, 'not-found')) return undefined;
        throw error;
      }
    },
    async createBranch(project, name, from, signal) {
      const purpose = `create the branch "${name}" from "${from}"`;
      const answer = await rest.with(Branches, purpose, signal).create(project, name, from);
      return parseValue(branchSchema, answer, purpose);
    },
    async deleteBranch(project, name, signal) {
      await rest.with(Branches, `delete the branch "${name}"`, signal).remove(project, name);
    },
    async file(project, path, ref, signal) {
      const purpose = `read the file "${path}" at "${ref}"`;
      try {
        const answer = await rest.with(RepositoryFiles, purpose, signal).show(project, path, ref);
        return parseValue(fileSchema, answer, purpose);
      } catch (error) {
        if (isAppError(error, 'not-found')) return undefined;
        throw error;
      }
    },
    async entry(project, path, ref, signal) {
      const purpose = `look for "${path}" at "${ref}"`;
      const folder = path.split('/').slice(0, -1).join('/');
      const where = { ref, perPage: 100, maxPages: mostTreePages };
      try {
        // The folder above tells both files and folders, and nothing of what is in them.
        const answer = await rest
          .with(Repositories, purpose, signal)
          .allRepositoryTrees(project, folder === '' ? where : { ...where, path: folder });
        const entries = parseValue(z.array(treeSchema), answer, purpose);
        return entries.find((one) => one.path === path)?.type;
      } catch (error) {
        if (isAppError(error, 'not-found')) return undefined;
        throw error;
      }
    },
    async commit(project, commit, signal) {
      const purpose = `commit to the branch "${commit.branch}"`;
      const actions = commit.actions.map((action) => ({
        action: action.action,
        filePath: action.path,
        ...(action.content === undefined ? {} : { content: action.content }),
        ...(action.lastCommitSha === undefined ? {} : { lastCommitId: action.lastCommitSha }),
      }));
      const options = commit.startBranch === undefined ? {} : { startBranch: commit.startBranch };
      const answer = await rest
        .with(Commits, purpose, signal)
        .create(project, commit.branch, commit.message, actions, options);
      return parseValue(commitSchema, answer, purpose);
    },
    async commits(project, ref, limit, signal) {
      const purpose = `list the commits of "${ref}"`;
      const answer = await rest
        .with(Commits, purpose, signal)
        .all(project, { refName: ref, maxPages: 1, perPage: Math.min(limit, 100) });
      return parseValue(z.array(commitSchema), answer, purpose);
    },
    async compare(project, from, to, signal) {
      const purpose = `compare the code of "${from}" and "${to}"`;
      // `straight`: the two states themselves, not the newer one against their common ancestor.
      const answer = await rest
        .with(Repositories, purpose, signal)
        .compare(project, from, to, { straight: true });
      return parseValue(comparisonSchema, answer, purpose);
    },
  };
}
