import { isAppError } from '../../src/base/errors';
import { defaultRetry } from '../../src/base/retry';
import { never } from '../../src/base/wait';
import { type CloudId, type FolderId } from '../../src/model/ids';
import { type Blueprint, defaultBlueprint } from '../../src/model/blueprint';
import { type RunView } from '../../src/model/journal';
import { activationStep } from '../../src/provision/activation';
import { EnvironmentWork } from '../../src/provision/environmentWork';
import { type Begun } from '../../src/provision/workNeeds';
import { defaultStepPace } from '../../src/provision/steps/tools';
import { createYandex } from '../../src/yandex/cloud';
import { defaultPace } from '../../src/yandex/operations';
import { Secret } from '../../src/base/secret';
import { type Errand, type GitLabAddress, type Survived } from './protocol';
import { openGitLab } from './setUpWindow';

export const stackId = 'crash-test';

/** Does an errand as the extension does it: the same work, journals and client. */
export async function runErrand(errand: Errand): Promise<Omit<Survived, 'points'>> {
  const { endpoint, ca, token, gitlab } = errand.cloud;
  const speed = errand.speed ?? 500;
  const client = createYandex({
    endpoint,
    ca,
    credentials: { kind: 'iam-token', token: new Secret(token) },
    pace: {
      minMs: defaultPace.minMs / speed,
      maxMs: defaultPace.maxMs / speed,
      patienceMs: 10_000,
    },
    retry: { ...defaultRetry, firstDelayMs: 5, maxDelayMs: 20 },
    deadlineMs: errand.deadlineMs ?? 10_000,
  });
  const work = new EnvironmentWork({
    folder: errand.folder,
    cloud: () => Promise.resolve(client),
    furtherSteps: ({ gitlab: { adminEmail } }) =>
      gitlab === undefined
        ? []
        : [activationStep({ adminEmail, lookMs: 20, signedIn: activatedAtSecondLook(gitlab) })],
    currency: 'RUB',
    pace: {
      lookMs: defaultStepPace.lookMs / speed,
      busyMs: defaultStepPace.busyMs / speed,
      busyForMs: 30_000,
      hostKeyMs: 5_000,
      answerMs: 1_000,
    },
    now: Date.now,
    report: (error) => {
      throw error;
    },
    askSignIn: () => undefined,
    signedIn: () => Promise.resolve(true),
  });
  try {
    const begun = await begin(work, errand);
    const view = await begun?.ended;
    return { state: view?.state ?? 'done', failures: view ? failuresOf(view) : [] };
  } finally {
    work.dispose();
    client.dispose();
  }
}

/** Nobody has set a password yet when it is looked for first: the step parks. */
function activatedAtSecondLook(
  address: GitLabAddress,
): (url: string, signal: AbortSignal) => Promise<boolean> {
  let looks = 0;
  return async (_url, signal) => {
    const gitlab = openGitLab({ ...address, token: looks++ === 0 ? 'nobody' : address.token });
    try {
      await gitlab.account.user(signal);
      return true;
    } catch (error) {
      if (isAppError(error, 'signed-out')) return false;
      throw error;
    } finally {
      gitlab.dispose();
    }
  };
}

function begin(work: EnvironmentWork, errand: Errand): Promise<Begun | undefined> {
  switch (errand.kind) {
    case 'create':
      return create(work, errand);
    case 'repair':
      return repair(work, errand);
    case 'destroy':
      return destroy(work, errand);
  }
}

/** Resumes what is there, or plans and agrees. */
async function create(work: EnvironmentWork, errand: Errand): Promise<Begun> {
  const folderId = errand.cloud.folderId as FolderId;
  const { stack, broken } = await work.read(folderId);
  if (broken) throw broken;
  if (stack) return work.resume(stack.header.blueprint);
  const blueprint = defaultBlueprint({
    stackId,
    cloudId: errand.cloud.cloudId as CloudId,
    folderId,
    adminLogin: 'anna',
    adminEmail: 'anna@example.com',
    domainPrefix: 'mlops-crash',
    allowedCidrs: ['198.51.100.7/32'],
    login: 'anna',
    sshPublicKey:
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0c8mW6Oz5rW1gqD6lq0u2b0l8m0fQ5o7n1N1J4Y0aK anna@example.com',
  });
  return work.begin(await work.plan(withEverything(blueprint), never));
}

/** With all that there is to make and to take back. */
function withEverything(blueprint: Blueprint): Blueprint {
  return {
    ...blueprint,
    gitlab: { ...blueprint.gitlab, deletionProtection: true },
    machine: { ...blueprint.machine, staticAddress: true },
  };
}

/** Plans and agrees again; resumes when that was done before. */
async function repair(work: EnvironmentWork, errand: Errand): Promise<Begun> {
  const { stack, broken } = await work.read(errand.cloud.folderId as FolderId);
  if (broken) throw broken;
  if (!stack) throw new Error('There is nothing to repair.');
  const { blueprint } = stack.header;
  const isWhole = Object.values(stack.runs.create).every(({ state }) => state === 'done');
  return isWhole ? work.begin(await work.plan(blueprint, never)) : work.resume(blueprint);
}

/** Previews and agrees; resumes when that was done before. Nothing when there is nothing. */
async function destroy(work: EnvironmentWork, errand: Errand): Promise<Begun | undefined> {
  const { stack, broken } = await work.read(errand.cloud.folderId as FolderId);
  if (broken) throw broken;
  if (!stack) return undefined;
  if (Object.keys(stack.runs.destroy).length > 0) return work.resume(stack.header.blueprint);
  const preview = await work.previewDestroy(stack, never);
  return work.destroy(stack.header.blueprint, preview.needsUnprotect);
}

function failuresOf(view: RunView): string[] {
  return view.steps.flatMap((step) =>
    step.error === undefined ? [] : [`${step.id}: ${step.error.message}`],
  );
}
