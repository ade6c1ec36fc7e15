import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { never } from '../../../src/base/wait';
import { gigabyte } from '../../../src/model/blueprint';
import { type GitLabInstance, type GitLabState, stackLabels } from '../../../src/model/cloud';
import { type GitLabInstanceId, type SubnetId } from '../../../src/model/ids';
import { type Outputs } from '../../../src/model/journal';
import { type ProvisionCloud } from '../../../src/provision/ports';
import { type StepContext } from '../../../src/provision/step';
import { gitlabStep } from '../../../src/provision/steps/gitlabStep';
import { defaultStepPace } from '../../../src/provision/steps/tools';
import { blueprint, folderId } from './samples';

const minute = 60_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** An instance that is there and whose state goes by the fake clock. */
function waitingFor(state: () => GitLabState, signal = never) {
  const { gitlab } = blueprint;
  const id = 'c17gitlab' as GitLabInstanceId;
  let looks = 0;
  const cloud: Partial<ProvisionCloud> = {
    gitlabInstance: () => {
      looks++;
      const instance: GitLabInstance = {
        id,
        folderId,
        name: gitlab.name,
        labels: stackLabels(blueprint.stackId, 'gitlab'),
        createdAt: 0,
        state: state(),
        preset: gitlab.preset,
        diskBytes: gitlab.diskGb * gigabyte,
        domain: 'mlops-demo.gitlab.yandexcloud.net',
        subnetId: 'e9bsubnet' as SubnetId,
        adminLogin: gitlab.adminLogin,
        adminEmail: gitlab.adminEmail,
        version: '18.1',
        approvalRules: gitlab.approvalRules,
        backupDays: gitlab.backupDays,
        deletionProtection: gitlab.deletionProtection,
      };
      return Promise.resolve(instance);
    },
  };
  let recorded: Outputs = { origin: 'adopted', id };
  const shown: (string | undefined)[] = [];
  const context: Pick<StepContext, 'recorded' | 'outputs' | 'record' | 'report' | 'hasKey'> = {
    get recorded() {
      return recorded;
    },
    outputs: () => ({ id: 'e9bsubnet' }),
    record: (values) => {
      recorded = { ...recorded, ...values };
      return Promise.resolve();
    },
    report: ({ text }) => void shown.push(text),
    hasKey: () => false,
  };
  const step = gitlabStep({
    cloud: cloud as ProvisionCloud,
    blueprint,
    pace: defaultStepPace,
    now: Date.now,
  });
  let ended = false;
  const running = step.run(context as StepContext, signal).finally(() => (ended = true));
  // A rejection is looked at later.
  running.catch(() => undefined);
  return { running, shown, looks: () => looks, ended: () => ended, recorded: () => recorded };
}

it.each<GitLabState>(['creating', 'starting', 'updating', 'restoring', 'unknown'])(
  'waits an hour and a half while GitLab is %s, looks every five seconds, and goes on by itself',
  async (state) => {
    const end = Date.now() + 90 * minute;
    const wait = waitingFor(() => (Date.now() < end ? state : 'running'));
    await vi.advanceTimersByTimeAsync(89 * minute);
    expect([wait.ended(), new Set(wait.shown)]).toEqual([false, new Set([state])]);
    const most = (90 * minute) / defaultStepPace.lookMs + 5;
    expect(wait.looks()).toBeGreaterThan((most * 9) / 10);
    await vi.advanceTimersByTimeAsync(minute + defaultStepPace.lookMs);
    await wait.running;
    expect(wait.looks()).toBeLessThanOrEqual(most);
    expect(wait.recorded()).toMatchObject({
      url: 'https://mlops-demo.gitlab.yandexcloud.net',
      version: '18.1',
    });
    expect(vi.getTimerCount()).toBe(0);
  },
);

it('looks no more once it is cancelled in the middle of such a wait', async () => {
  const cancel = new AbortController();
  const wait = waitingFor(() => 'creating', cancel.signal);
  await vi.advanceTimersByTimeAsync(40 * minute);
  const before = wait.looks();
  cancel.abort();
  await expect(wait.running).rejects.toMatchObject({ kind: 'cancelled' });
  await vi.advanceTimersByTimeAsync(40 * minute);
  expect([wait.looks(), vi.getTimerCount()]).toEqual([before, 0]);
});

it.each<[GitLabState, string]>([
  ['error', 'is broken'],
  ['deleting', 'is being deleted'],
])('does not wait for a GitLab in the state %s', async (state, words) => {
  const end = Date.now() + 10 * minute;
  const wait = waitingFor(() => (Date.now() < end ? 'creating' : state));
  await vi.advanceTimersByTimeAsync(11 * minute);
  await expect(wait.running).rejects.toMatchObject({
    kind: 'remote',
    message: expect.stringContaining(words) as string,
  });
});
