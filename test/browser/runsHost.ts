import { AppError } from '../../src/base/errors';
import { environmentRows, readEnvironment } from '../../src/model/comparison/packages';
import { collectValues } from '../../src/model/comparison/runValues';
import { modelCard } from '../../src/model/modelCard';
import { toPoints } from '../../src/model/points';
import { type MergeRequestIid, type ModelId } from '../../src/model/ids';
import { metricOf, type Run } from '../../src/model/run';
import { promotionWays } from '../../src/model/registry/promotionWays';
import { suggestByChange } from '../../src/model/registry/changeKind';
import { suggestVersions } from '../../src/model/semver';
import { KeptStore } from '../../src/stores/keptStore';
import { SharedViews } from '../../src/stores/sharedViews';
import { type Handlers } from '../../src/webviews/ipc/contract';
import { type runsContract, type RunsState } from '../../src/webviews/runs/contract';
import { chartHandlers } from '../../src/webviews/runs/handlers/chartHandlers';
import { detailsHandlers } from '../../src/webviews/runs/handlers/detailsHandlers';
import { pictureHandlers } from '../../src/webviews/runs/handlers/pictureHandlers';
import { frameHandlers } from '../../src/webviews/runs/handlers/frameHandlers';
import { keptHandlers } from '../../src/webviews/runs/handlers/keptHandlers';
import { viewsHandlers } from '../../src/webviews/runs/handlers/viewsHandlers';
import { artifactBytes } from './artifactBytes';
import { type RunSource } from '../../src/webviews/runs/handlers/source';
import { project } from '../support/domain';
import { mapMemory } from '../support/mapMemory';
import { runsFrame, runsState } from './runData';

export interface RunsHost {
  readonly handlers: Handlers<typeof runsContract>;
  /** The next promotion is refused with this sentence. */
  refuse: string | undefined;
  /** What the server says that it is. */
  gitlabVersion: string;
  /** Pictures that the user saved. */
  readonly saved: { readonly name: string; readonly bytes: Uint8Array }[];
  /** Told when the page chose a baseline. */
  onState: (state: RunsState) => void;
  state: RunsState;
  /** Puts other runs in the place of those that there were, as a new revision. */
  setRuns(runs: readonly Run[]): void;
  /** What the page asked to keep. */
  readonly kept: KeptStore;
  /** The repository's views; a test opens a folder and reads it. */
  readonly views: SharedViews;
  readonly place: { folder: string | undefined; trusted: boolean; readonly opened: string[] };
}

/** Which project the kept document knows this host's as. */
export const keptPlace = 'https://gitlab.example anna group/project';

const files = [
  'model/model.pkl',
  'model/MLmodel',
  'roc_curve.png',
  'history.json',
  'feature_importance.csv',
];

/** The editor's end for tests: the product's own arithmetic over generated runs, without a GitLab. */
export function runsHost(
  runs: readonly Run[],
  parts: Partial<RunsState> = {},
  projectOf?: (run: Run) => string,
): RunsHost {
  let now = runs;
  let frame = runsFrame(runs, projectOf);
  const find = (id: string): Run => {
    const run = now.find((one) => one.id === id);
    if (!run) throw new AppError('not-found', 'This run is not there any more.');
    return run;
  };
  const source: RunSource = {
    get frame() {
      return frame;
    },
    get revision() {
      return host.state.revision;
    },
    run: (id) => ({ run: find(id), experiment: 'Loan_prediction', project }),
    points: async (id, metric) => {
      const own = metricOf(find(id), metric);
      return own && toPoints(own.points);
    },
    refresh: () => Promise.resolve(),
  };
  const taken = ['0.0.1', '0.1.0'];
  const nothing = (): Promise<void> => Promise.resolve();
  const place: RunsHost['place'] = { folder: undefined, trusted: true, opened: [] };
  const nowhere = { dispose: (): void => undefined };
  const views = new SharedViews({
    folder: () => place.folder,
    trusted: () => place.trusted,
    onDidTrust: () => nowhere,
    watch: () => nowhere,
    report: (error) => {
      throw error;
    },
  });
  const host: RunsHost = {
    refuse: undefined,
    gitlabVersion: '18.4.2',
    saved: [],
    onState: () => undefined,
    setRuns: (next) => {
      now = next;
      frame = runsFrame(next, projectOf);
      host.state = { ...host.state, revision: host.state.revision + 1, readAt: Date.now() };
      host.onState(host.state);
    },
    state: runsState(runs, parts),
    kept: new KeptStore(mapMemory(new Map()), (error) => {
      throw error;
    }),
    place,
    views,
    handlers: {
      ...frameHandlers(source),
      keep: (patch, signal) => keptHandlers(host.kept, () => keptPlace).keep(patch, signal),
      ...viewsHandlers({
        repositoryViews: views,
        openFolderFile: async (path) => void place.opened.push(path),
      }),
      openWeb: nothing,
      followJob: nothing,
      codeDiff: nothing,
      downloadArtifacts: nothing,
      deleteRun: nothing,
      ...detailsHandlers(source),
      copy: nothing,
      ...chartHandlers(source),
      ...pictureHandlers({
        saveFile: async (file) => {
          host.saved.push(file);
        },
      }),
      mergeRequests: async ({ runs: chosen }) =>
        chosen.map((run) =>
          find(run).iid % 3 === 0
            ? null
            : {
                iid: (40 + (find(run).iid % 5)) as MergeRequestIid,
                title: 'Trees <b>deeper</b>',
                state: 'opened' as const,
              },
        ),
      openMergeRequest: nothing,
      compare: async (params) => collectValues(params.runs.map(find)),
      setBaseline: async ({ run }) => {
        host.state = { ...host.state, baseline: run };
        host.onState(host.state);
      },
      environment: async ({ runs: chosen }) =>
        environmentRows(
          chosen.map((run) =>
            readEnvironment([
              {
                path: 'requirements.txt',
                text: `scikit-learn==1.${find(run).iid % 3}.0\nnumpy==2.1.0`,
              },
            ]),
          ),
        ),
      artifact: async ({ run, path }) => artifactBytes(path, find(run).iid),
      openArtifact: nothing,
      diffArtifacts: nothing,
      downloadArtifact: nothing,
      codeStats: async ({ from, to }) => ({
        files: (find(to).iid + find(from).iid) % 3,
        added: find(to).iid * 3,
        removed: find(to).iid,
      }),
      checkOut: nothing,
      reproduce: nothing,
      artifacts: async ({ run }) =>
        find(run).packageId === undefined
          ? []
          : files
              .slice(0, 3 + (find(run).iid % 3))
              .map((path, index) => ({ path, size: 600 * 8 ** index })),
      saveText: nothing,
      postComparison: nothing,
      previewCard: nothing,
      models: async () => [
        {
          id: 'gid://gitlab/Ml::Model/7' as ModelId,
          name: 'churn-model',
          latestVersion: undefined,
        },
      ],
      showModel: nothing,
      takeWayOut: nothing,
      touched: nothing,
      versions: async ({ run, model }) => {
        const there = model === undefined ? [] : taken;
        const preferred = suggestByChange(there, runs[9], find(run));
        return { taken: there, suggested: suggestVersions(there), preferred };
      },
      ways: async ({ model }) => {
        return promotionWays({
          features: { promote: true, version: host.gitlabVersion },
          experiment: 'Loan_prediction',
          model,
          refusedBefore: false,
        });
      },
      card: async ({ run }) =>
        modelCard({
          run: find(run),
          experiment: 'Loan_prediction',
          projectUrl: 'https://gitlab.example/group/project',
        }),
      promote: async ({ model, version }) => {
        if (host.refuse !== undefined) throw new AppError('conflict', host.refuse);
        const name = model.kind === 'new' ? model.name : 'loan-prediction-demo';
        return { id: 'gid://gitlab/Ml::Model/1', model: name, version };
      },
    },
  };
  return host;
}
