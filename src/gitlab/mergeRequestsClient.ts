import { MergeRequestNotes, MergeRequests } from '@gitbeaker/rest';
import * as z from 'zod';
import { isAppError } from '../base/errors';
import { type MergeRequestsPort } from '../model/ports/gitlab';
import { parseValue } from './parse';
import { pipelineSchema } from './rest/ciSchemas';
import { mergeRequestSchema } from './rest/projectSchemas';
import { type Rest } from './rest/rest';

const listSchema = z.array(mergeRequestSchema);

export function createMergeRequestsClient(rest: Rest): MergeRequestsPort {
  return {
    async list(project, filter, signal) {
      const purpose = 'list the merge requests';
      const answer = await rest
        .with(MergeRequests, purpose, signal)
        .all({ projectId: project, perPage: 100, maxPages: 5, scope: 'all', ...filter });
      return parseValue(listSchema, answer, purpose);
    },
    async get(project, iid, signal) {
      const purpose = `read the merge request !${iid}`;
      const answer = await rest.with(MergeRequests, purpose, signal).show(project, iid);
      return parseValue(mergeRequestSchema, answer, purpose);
    },
    async open(project, request, signal) {
      const { sourceBranch, targetBranch, title, ...more } = request;
      const purpose = `open a merge request from "${sourceBranch}" to "${targetBranch}"`;
      const options = {
        ...(more.description === undefined ? {} : { description: more.description }),
        ...(more.removeSourceBranch === undefined
          ? {}
          : { removeSourceBranch: more.removeSourceBranch }),
      };
      try {
        const answer = await rest
          .with(MergeRequests, purpose, signal)
          .create(project, sourceBranch, targetBranch, title, options);
        return { mergeRequest: parseValue(mergeRequestSchema, answer, purpose), created: true };
      } catch (error) {
        if (!isAppError(error, 'conflict')) throw error;
        const answer = await rest
          .with(MergeRequests, purpose, signal)
          .all({ projectId: project, state: 'opened', sourceBranch, targetBranch, scope: 'all' });
        const mergeRequest = parseValue(listSchema, answer, purpose)[0];
        if (!mergeRequest) throw error;
        return { mergeRequest, created: false };
      }
    },
    async pipelines(project, iid, signal) {
      const purpose = `list the pipelines of the merge request !${iid}`;
      const answer = await rest
        .with(MergeRequests, purpose, signal)
        .allPipelines(project, iid, { perPage: 100, maxPages: 1 });
      return parseValue(z.array(pipelineSchema), answer, purpose);
    },
    async addNote(project, iid, body, signal) {
      const purpose = `comment on the merge request !${iid}`;
      const answer = await rest.with(MergeRequestNotes, purpose, signal).create(project, iid, body);
      return parseValue(z.object({ id: z.int() }), answer, purpose).id;
    },
  };
}
