import { type TestGitLab } from '../sandbox-gitlab/support';
import { z } from 'zod';

const jobSchema = z.object({
  id: z.number(),
  token: z.string(),
  variables: z.array(z.object({ key: z.string(), value: z.string() })),
});

export interface TakenJob {
  readonly id: number;
  readonly variables: Readonly<Record<string, string>>;
  log(text: string): Promise<void>;
  end(state: 'success' | 'failed'): Promise<void>;
}

/** A runner that does what the test says: takes a job, writes its log, ends it. */
export async function registerRunner(gitlab: TestGitLab, projectId: number) {
  const made = await gitlab.ask('POST', '/api/v4/user/runners', {
    json: {
      runner_type: 'project_type',
      project_id: projectId,
      description: 'by hand',
      run_untagged: true,
    },
  });
  const { token } = z.object({ token: z.string() }).parse(made.json);
  return {
    /** The next job, or undefined when none waits. */
    async take(): Promise<TakenJob | undefined> {
      const answer = await gitlab.ask('POST', '/api/v4/jobs/request', {
        token: null,
        json: { token, info: { features: {} }, last_update: '' },
      });
      if (answer.status !== 201) return undefined;
      const job = jobSchema.parse(answer.json);
      let written = 0;
      const update = (state: string): Promise<unknown> =>
        gitlab.ask('PUT', `/api/v4/jobs/${job.id}`, {
          token: null,
          json: { token: job.token, state },
        });
      return {
        id: job.id,
        variables: Object.fromEntries(job.variables.map(({ key, value }) => [key, value])),
        async log(text) {
          const length = Buffer.byteLength(text);
          const { status } = await gitlab.ask('PATCH', `/api/v4/jobs/${job.id}/trace`, {
            token: null,
            body: text,
            headers: {
              'JOB-TOKEN': job.token,
              'Content-Type': 'text/plain',
              'Content-Range': `${written}-${written + length - 1}`,
            },
          });
          if (status !== 202) throw new Error(`The log was answered with ${status}.`);
          written += length;
        },
        async end(state) {
          await update(state);
        },
      };
    },
  };
}
