import { type Handlers } from '../../src/webviews/ipc/contract';
import { type modelContract, type ModelState } from '../../src/webviews/model/contract';

const day = 86_400_000;
const now = Date.now();

/** A model with four versions, two aliases and their changes. */
export function modelState(parts: Partial<ModelState> = {}): ModelState {
  const versions = ['0.3.0', '0.2.0', '0.1.0', '0.0.1'];
  return {
    name: 'loan-prediction-demo',
    project: 'mlops/gitlab-mlflow',
    description: 'Says whether a loan is paid back.\nTrained on the public set, without names.',
    author: 'Anna',
    createdAt: now - 40 * day,
    metrics: [
      { name: 'AUC', direction: 'higher' },
      { name: 'log_loss', direction: 'lower' },
      { name: 'fit_s', direction: 'lower' },
    ],
    versions: versions.map((version, index) => ({
      id: `gid://gitlab/Ml::ModelVersion/${9 - index}`,
      version,
      aliases: index === 1 ? ['production'] : index === 0 ? ['staging'] : [],
      latest: index === 0,
      runName: ['swift-heron-214', 'bold-lynx-311', 'calm-otter-907', 'bald-newt-118'][index]!,
      author: 'Anna',
      createdAt: now - (index * 6 + 1) * day,
      fileCount: index === 3 ? 0 : 7,
      card: '# Card',
      values: [
        [0.8467, 0.8439, 0.8291, 0.8102][index],
        [0.4389, 0.4421, 0.4612, 0.4688][index],
        index === 3 ? undefined : [96.4, 71.5, 41.8][index],
      ],
    })),
    aliasChanges: [
      { alias: 'production', version: '0.1.0', at: now - 12 * day, by: 'anna' },
      { alias: 'production', version: '0.2.0', at: now - 5 * day, by: 'boris' },
      { alias: 'staging', version: '0.3.0', at: now - day, by: 'anna' },
    ],
    loading: false,
    problem: undefined,
    runsProblem: undefined,
    gone: false,
    readAt: now,
    ...parts,
  };
}

const nothing = (): Promise<void> => Promise.resolve();
export const modelHandlers: Handlers<typeof modelContract> = {
  refresh: nothing,
  describe: nothing,
  showCard: nothing,
  showRun: nothing,
  compare: nothing,
  versionAction: nothing,
  modelAction: nothing,
  files: async () => [
    { path: 'model/model.pkl', size: 18_400_000 },
    { path: 'model/<img src=x onerror=alert(1)>', size: 600 },
  ],
};
