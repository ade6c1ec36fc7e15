import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorText } from '../../../base/errors';
import { type RunnerApi } from '../api';
import { type RunnerEntry, shortToken } from '../configFile';
import { version } from '../http';
import { downloadArtifacts, uploadArtifacts } from './artifacts';
import { JobLog } from './log';
import { Masking } from './masking';
import { type JobPayload } from './payload';
import { runTree } from './processTree';
import { JobReporter } from './reporter';
import { writeScript } from './script';
import { getSources } from './sources';
import { prepareWorkspace, type Workspace } from './workspace';

export interface RunOptions {
  readonly api: RunnerApi;
  readonly entry: RunnerEntry;
  readonly systemId: string;
  readonly slot: number;
  readonly buildsDir: string;
  readonly complain: (text: string) => void;
}

type Outcome =
  | { readonly kind: 'success' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly text: string;
      readonly exitCode?: number;
    };

const graceMs = 5_000;
const afterScriptLimitMs = 5 * 60_000;

/** Runs one job to its end and reports it. @param shutdown aborted when the runner itself is told to stop */
export async function runJob(
  job: JobPayload,
  options: RunOptions,
  shutdown: AbortSignal,
): Promise<void> {
  const secrets = job.variables.filter((one) => one.masked).map((one) => one.value);
  const prefixes = job.features?.token_mask_prefixes ?? [];
  const log = new JobLog(new Masking([...secrets, job.token, options.entry.token], prefixes));
  const reporter = new JobReporter(options.api, job, log, options.complain);
  reporter.start();
  log.line(`Running with gitlab-runner ${version} (sandbox)`);
  log.line(
    `  on ${options.entry.name} ${shortToken(options.entry.token)}, system ID: ${options.systemId}`,
  );
  const run = new JobRun(job, options, log, reporter, shutdown);
  const outcome = await run.execute();
  if (outcome.kind === 'success') log.step('Job succeeded');
  else log.error(outcome.text);
  log.end();
  await reporter.finish(
    outcome.kind === 'success'
      ? { state: 'success', exit_code: 0 }
      : {
          state: 'failed',
          failure_reason: outcome.reason,
          ...(outcome.exitCode !== undefined && { exit_code: outcome.exitCode }),
        },
  );
}

class JobRun {
  readonly #shell = existsSync('/bin/bash') ? 'bash' : 'sh';
  readonly #timeout: AbortSignal;
  readonly #cut: AbortSignal;

  constructor(
    private readonly job: JobPayload,
    private readonly options: RunOptions,
    private readonly log: JobLog,
    private readonly reporter: JobReporter,
    private readonly shutdown: AbortSignal,
  ) {
    this.#timeout = AbortSignal.timeout(job.runner_info.timeout * 1_000);
    this.#cut = AbortSignal.any([this.#timeout, reporter.canceling, reporter.aborted, shutdown]);
  }

  async execute(): Promise<Outcome> {
    const { log, options, job } = this;
    let workspace: Workspace | undefined;
    try {
      await log.section('prepare_executor', 'Preparing the "shell" executor', async () => {
        log.line(`Using Shell (${this.#shell}) executor...`);
        workspace = await prepareWorkspace(job, {
          buildsDir: options.buildsDir,
          shortToken: shortToken(options.entry.token),
          slot: options.slot,
          systemId: options.systemId,
          caFile: options.entry['tls-ca-file'],
          environment: options.entry.environment ?? [],
        });
      });
      if (workspace === undefined) throw new Error('no workspace');
      return await this.#inside(workspace);
    } catch (error) {
      return this.#why() ?? systemFailure(errorText(error));
    } finally {
      if (workspace)
        await rm(workspace.scratchDir, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  async #inside(workspace: Workspace): Promise<Outcome> {
    const { log, job, options } = this;
    await log.section('prepare_script', 'Preparing environment', async () => {
      log.line(`Running on ${hostname()}...`);
    });
    await log.section('get_sources', 'Getting source from Git repository', () =>
      getSources(job, workspace, log, options.entry['tls-ca-file'], this.#cut),
    );
    if (job.dependencies?.some((one) => one.artifacts_file)) {
      await log.section('download_artifacts', 'Downloading artifacts', () =>
        downloadArtifacts(options.api, job, workspace, log, this.#cut),
      );
    }
    const outcome = await this.#script(workspace);
    if (this.reporter.aborted.aborted || this.shutdown.aborted) return this.#why() ?? outcome;
    await this.#afterScript(workspace, outcome);
    const sent = await this.#artifacts(workspace, outcome.kind === 'success');
    await log.section(
      'cleanup_file_variables',
      'Cleaning up project directory and file based variables',
      async () => undefined,
    );
    if (!sent && outcome.kind === 'success')
      return systemFailure('artifacts could not be uploaded');
    return outcome;
  }

  async #script(workspace: Workspace): Promise<Outcome> {
    const step = this.job.steps.find((one) => one.name !== 'after_script');
    const title = 'Executing "step_script" stage of the job script';
    return this.log.section('step_script', title, async () => {
      const code = await this.#run(workspace, 'step_script', step?.script ?? [], this.#cut);
      const cut = this.#why();
      if (cut) return cut;
      return code === 0
        ? { kind: 'success' }
        : {
            kind: 'failed',
            reason: 'script_failure',
            text: `Job failed: exit status ${code}`,
            exitCode: code,
          };
    });
  }

  async #afterScript(workspace: Workspace, outcome: Outcome): Promise<void> {
    const step = this.job.steps.find((one) => one.name === 'after_script');
    if (!step?.script || step.script.length === 0) return;
    const { script } = step;
    const status = this.reporter.canceling.aborted ? 'canceled' : outcome.kind;
    await this.log.section('after_script', 'Running after_script', async () => {
      this.log.step('Running after script...');
      const limit = AbortSignal.any([
        AbortSignal.timeout(afterScriptLimitMs),
        this.reporter.aborted,
        this.shutdown,
      ]);
      const env = { ...workspace.env, CI_JOB_STATUS: status };
      const code = await this.#run({ ...workspace, env }, 'after_script', script, limit);
      if (code !== 0) this.log.warning('after_script failed, but job will continue unaffected');
    });
  }

  async #artifacts(workspace: Workspace, succeeded: boolean): Promise<boolean> {
    if (!this.job.artifacts?.length || this.reporter.canceling.aborted) return true;
    const name = succeeded ? 'successful' : 'failed';
    return this.log.section(
      `upload_artifacts_on_${succeeded ? 'success' : 'failure'}`,
      `Uploading artifacts for ${name} job`,
      () =>
        uploadArtifacts(
          this.options.api,
          this.job,
          workspace,
          succeeded,
          this.log,
          AbortSignal.any([this.reporter.aborted, this.shutdown]),
        ),
    );
  }

  async #run(
    workspace: Workspace,
    name: string,
    commands: readonly string[],
    signal: AbortSignal,
  ): Promise<number> {
    const file = join(workspace.scratchDir, `${name}.sh`);
    await writeFile(file, writeScript(commands, this.#shell), { mode: 0o700 });
    const args = this.#shell === 'bash' ? ['--login', file] : [file];
    const { code } = await runTree(
      this.#shell,
      args,
      {
        cwd: workspace.projectDir,
        env: workspace.env,
        onOutput: (chunk) => this.log.write(chunk),
        graceMs,
      },
      signal,
    );
    return code;
  }

  /** Why the job was cut, when it was. */
  #why(): Outcome | undefined {
    if (this.reporter.canceling.aborted || this.reporter.aborted.aborted) {
      return { kind: 'failed', reason: 'job_canceled', text: 'Job failed: canceled' };
    }
    if (this.shutdown.aborted) return systemFailure('aborted: terminated');
    if (!this.#timeout.aborted) return undefined;
    return {
      kind: 'failed',
      reason: 'job_execution_timeout',
      text: `Job failed: execution took longer than ${goDuration(this.job.runner_info.timeout)} seconds`,
    };
  }
}

function systemFailure(text: string): Outcome {
  return {
    kind: 'failed',
    reason: 'runner_system_failure',
    text: `Job failed (system failure): ${text}`,
  };
}

/** `1h0m0s`, as Go writes durations. */
function goDuration(seconds: number): string {
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const rest = `${seconds % 60}s`;
  return hours > 0 ? `${hours}h${minutes}m${rest}` : minutes > 0 ? `${minutes}m${rest}` : rest;
}
