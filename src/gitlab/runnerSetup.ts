import { Runners, Users } from '@gitbeaker/rest';
import * as z from 'zod';
import { type SetupPort } from '../model/ports/gitlabSetup';
import { parseValue } from './parse';
import { type Rest } from './rest/rest';
import { newRunnerSchema, runnerSchema } from './rest/setupSchemas';

type RunnerSetup = Pick<SetupPort, 'runners' | 'runner' | 'createRunner' | 'deleteRunner'>;

export function createRunnerSetup(rest: Rest): RunnerSetup {
  return {
    async runners(project, signal) {
      const purpose = 'list the runners of the project';
      const answer = await rest
        .with(Runners, purpose, signal)
        .all({ projectId: project, perPage: 100 });
      return parseValue(z.array(runnerSchema), answer, purpose);
    },
    async runner(id, signal) {
      const purpose = `read the runner ${id}`;
      const answer = await rest.with(Runners, purpose, signal).show(id);
      return parseValue(runnerSchema, answer, purpose);
    },
    async createRunner(runner, signal) {
      const purpose = `create the runner "${runner.description}"`;
      const answer = await rest.with(Users, purpose, signal).createCIRunner('project_type', {
        projectId: runner.projectId,
        description: runner.description,
        tagList: [...runner.tags],
        runUntagged: runner.runUntagged,
        ...(runner.note === undefined ? {} : { maintenanceNote: runner.note }),
      });
      return parseValue(newRunnerSchema, answer, purpose);
    },
    async deleteRunner(id, signal) {
      await rest.with(Runners, `delete the runner ${id}`, signal).remove({ runnerId: id });
    },
  };
}
