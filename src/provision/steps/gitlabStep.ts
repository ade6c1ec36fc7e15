import { AppError } from '../../base/errors';
import { wait } from '../../base/wait';
import { gigabyte } from '../../model/blueprint';
import { gitlabRepair } from '../../model/drift';
import { gitlabAnswers, type GitLabInstance } from '../../model/cloud';
import { type GitLabInstanceId, type SubnetId } from '../../model/ids';
import { type Step, type StepContext } from '../step';
import { ensureCreated } from './creation';
import { lookUps } from './lookUp';
import { perform } from './perform';
import { putRight } from './putRight';
import { type CloudTools } from './tools';

/** Ends when the instance answers. Records `id`, `domain`, `url`, `version`. */
export function gitlabStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const { gitlab } = blueprint;
  return {
    id: 'gitlab',
    title: `GitLab instance ${gitlab.name}`,
    after: ['subnet', 'default-group'],
    expectedMs: 18 * 60_000,
    async run(context, signal) {
      const subnetId = context.outputs('subnet')['id'] as SubnetId;
      const created = await ensureCreated(
        context,
        tools,
        {
          component: 'gitlab',
          what: `GitLab instance “${gitlab.name}”`,
          name: gitlab.name,
          ...lookUps(cloud).gitlab,
          create: (common, key, s) =>
            cloud.createGitLab(
              {
                ...common,
                subnetId,
                preset: gitlab.preset,
                diskBytes: gitlab.diskGb * gigabyte,
                adminLogin: gitlab.adminLogin,
                adminEmail: gitlab.adminEmail,
                domainPrefix: gitlab.domainPrefix,
                backupDays: gitlab.backupDays,
                approvalRules: gitlab.approvalRules,
                deletionProtection: gitlab.deletionProtection,
              },
              key,
              s,
            ),
        },
        signal,
      );
      const ready = await running(created.id, context, tools, signal);
      await bringRight(ready, context, tools, signal);
      const { domain, version } = await running(created.id, context, tools, signal);
      await context.record({ domain, url: `https://${domain}`, version });
    },
  };
}

/** What somebody changed since, or what was agreed to anew, as far as the cloud can change it. */
async function bringRight(
  instance: GitLabInstance,
  context: StepContext,
  tools: CloudTools,
  signal: AbortSignal,
): Promise<void> {
  if (context.recorded['origin'] === 'existing') return;
  const { cloud, blueprint } = tools;
  const { preset, diskGb, deletionProtection } = blueprint.gitlab;
  const repair = gitlabRepair(blueprint, instance);
  await putRight(
    context,
    tools,
    repair !== undefined,
    {
      // A key is good for one change only: another agreement needs another one.
      name: `change.${preset}.${diskGb}.${deletionProtection ? 'protected' : 'free'}`,
      call: (key, s) => cloud.changeGitLab(instance.id, repair ?? {}, key, s),
      doing: `changing GitLab instance “${instance.name}”`,
      shown: 'changing',
    },
    signal,
  );
}

async function running(
  id: GitLabInstanceId,
  context: StepContext,
  tools: CloudTools,
  signal: AbortSignal,
): Promise<GitLabInstance> {
  const { cloud, pace } = tools;
  for (;;) {
    const instance = await cloud.gitlabInstance(id, signal);
    if (gitlabAnswers(instance.state)) return instance;
    if (instance.state === 'error' || instance.state === 'deleting') {
      throw new AppError(
        'remote',
        `The GitLab instance “${instance.name}” is ${instance.state === 'error' ? 'broken' : 'being deleted'}. Look at it in the console, or destroy and create it again.`,
      );
    }
    if (instance.state === 'stopped' && context.recorded['origin'] === 'existing') {
      throw new AppError(
        'conflict',
        `The GitLab instance “${instance.name}” is stopped, and it is not ours to start. Start it, then resume.`,
        { fix: 'resume' },
      );
    }
    if (instance.state === 'stopped') {
      // A start of an earlier run is over when it is stopped again now.
      await context.forget(['start', 'start.operation']);
      await perform(
        context,
        tools,
        {
          name: 'start',
          call: (key, s) => cloud.startGitLab(id, key, s),
          doing: `starting GitLab instance “${instance.name}”`,
          shown: 'starting',
        },
        signal,
      );
      continue;
    }
    context.report({ text: instance.state });
    await wait(pace.lookMs, signal);
  }
}
