import { join } from 'node:path';
import { isAppError } from '../base/errors';
import { type Account } from '../model/account';
import { type GitLabInstanceId } from '../model/ids';
import { activationStep } from '../provision/activation';
import { EnvironmentWork } from '../provision/environmentWork';
import { type StepPace } from '../provision/steps/tools';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type GitLabAccounts } from '../stores/gitlabAccounts';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { InstalledRunners } from '../stores/installedRunners';
import { type Memory } from '../stores/memory';
import { runnersOf } from './runnersOf';

export interface WorkParts {
  readonly storage: string;
  readonly cloud: CloudSessionStore;
  readonly accounts: GitLabAccounts;
  readonly gitlab: GitLabSessionStore;
  readonly memory: Memory;
  readonly report: (error: unknown) => void;
  /** Tells the user that work waits for a sign-in to the cloud. */
  readonly askSignIn: () => void;
  /** Only tests are in a hurry. */
  readonly pace?: StepPace;
}

/** Of prices where the billing account, which has a currency of its own, is not shown. */
const currency = 'RUB';

/** The environments of this machine; loaded when one is looked at. */
export function createWork(parts: WorkParts): EnvironmentWork {
  const { storage, cloud, accounts, gitlab, memory, report, askSignIn, pace } = parts;
  return new EnvironmentWork({
    folder: join(storage, 'environments'),
    cloud: () => cloud.client(),
    currency,
    now: Date.now,
    report,
    askSignIn,
    runners: runnersOf(gitlab, new InstalledRunners(memory)),
    signedIn: (signal) => cloudTakesUs(cloud, signal),
    ...(pace ? { pace } : {}),
    furtherSteps: ({ gitlab }) => [
      activationStep({
        adminEmail: gitlab.adminEmail,
        lookMs: 2_000,
        isStopped: (id, signal) => isStopped(cloud, id, signal),
        signedIn: (url, signal) => works(accounts, url, signal),
      }),
    ],
  });
}

/** Whether the sign-in to the cloud is taken; a cloud that is not reachable takes none. */
async function cloudTakesUs(cloud: CloudSessionStore, signal: AbortSignal): Promise<boolean> {
  if (cloud.account === undefined) return false;
  try {
    await (await cloud.client()).clouds(signal);
    return true;
  } catch (error) {
    if (isNoAnswer(error)) return false;
    throw error;
  }
}

/** The cloud cannot or will not say now; anything else is worth telling. */
function isNoAnswer(error: unknown): boolean {
  return isAppError(error, 'signed-out', 'forbidden', 'unreachable', 'rate-limited', 'remote');
}

/** A cloud that does not say so leaves it to the person to see. */
async function isStopped(
  cloud: CloudSessionStore,
  id: GitLabInstanceId,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await (await cloud.client()).gitlabInstance(id, signal)).state === 'stopped';
  } catch (error) {
    if (isNoAnswer(error)) return false;
    throw error;
  }
}

/** Whether a token that is kept for a server is taken by it; a server that is not reachable yet takes none. */
async function works(accounts: GitLabAccounts, url: string, signal: AbortSignal): Promise<boolean> {
  for (const kept of await accounts.of(url)) {
    if (await isTaken(accounts, kept, signal)) return true;
  }
  return false;
}

async function isTaken(
  accounts: GitLabAccounts,
  kept: Account,
  signal: AbortSignal,
): Promise<boolean> {
  const account = await accounts.openAs(kept);
  try {
    await account.gitlab.account.user(signal);
    return true;
  } catch (error) {
    if (isAppError(error, 'signed-out', 'forbidden', 'unreachable', 'remote', 'not-found'))
      return false;
    throw error;
  } finally {
    account.gitlab.dispose();
  }
}
