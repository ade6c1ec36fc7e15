import { Projects } from '@gitbeaker/rest';
import * as z from 'zod';
import { type ProjectsPort } from '../model/ports/gitlab';
import { parseValue } from './parse';
import { projectSchema } from './rest/projectSchemas';
import { type Rest } from './rest/rest';

const found = 50;

export function createProjectsClient(rest: Rest): ProjectsPort {
  return {
    async search(text, signal) {
      const purpose = text === '' ? 'list your projects' : `search projects for "${text}"`;
      const answer = await rest.with(Projects, purpose, signal).all<false, 'offset'>({
        membership: true,
        orderBy: 'last_activity_at',
        perPage: found,
        maxPages: 1,
        ...(text === '' ? {} : { search: text, searchNamespaces: true }),
      });
      const projects = parseValue(z.array(projectSchema), answer, purpose);
      return projects.filter((project) => !project.markedForDeletion);
    },
    async get(project, signal) {
      const purpose = `read the project ${typeof project === 'number' ? project : `"${project}"`}`;
      const answer = await rest.with(Projects, purpose, signal).show(project);
      return parseValue(projectSchema, answer, purpose);
    },
  };
}
