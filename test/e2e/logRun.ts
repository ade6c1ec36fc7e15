import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import * as z from 'zod';
import { type SandboxAddress } from './sandboxProcess';

/** A run that is being trained somewhere else and logs to GitLab as MLflow's client does. */
export interface LoggedRun {
  metric(name: string, value: number, step: number): Promise<void>;
  finish(): Promise<void>;
}

const experimentSchema = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const runSchema = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });

export async function logRun(
  { gitlab, cloud }: SandboxAddress,
  experiment: string,
  name: string,
): Promise<LoggedRun> {
  const ca = await readFile(cloud.ca, 'utf8');
  const project = encodeURIComponent(`${gitlab.group}/credit-scoring`);
  const base = `${gitlab.url}/api/v4/projects/${project}/ml/mlflow/api/2.0/mlflow/`;
  const call = (method: string, path: string, body?: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${gitlab.token}`,
        'content-type': 'application/json',
      };
      const sent = request(`${base}${path}`, { method, ca, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${path} answered ${answer.statusCode}: ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    });
  const found = await call('GET', `experiments/get-by-name?experiment_name=${experiment}`);
  const { experiment_id } = experimentSchema.parse(found).experiment;
  const begun = { experiment_id, run_name: name, start_time: Date.now(), tags: [] };
  const { run_id } = runSchema.parse(await call('POST', 'runs/create', begun)).run.info;
  await call('POST', 'runs/update', { run_id, status: 'RUNNING' });
  return {
    metric: async (key, value, step) => {
      await call('POST', 'runs/log-metric', { run_id, key, value, step, timestamp: Date.now() });
    },
    finish: async () => {
      await call('POST', 'runs/update', { run_id, status: 'FINISHED', end_time: Date.now() });
    },
  };
}
