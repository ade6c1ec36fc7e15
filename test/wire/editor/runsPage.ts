import { never } from '../../../src/base/wait';
import { downloadRun } from '../../../src/commands/downloadFiles';
import { KeptStore } from '../../../src/stores/keptStore';
import { type RunPlace } from '../../../src/model/runPlace';
import { RunsController } from '../../../src/webviews/runs/controller';
import { mapMemory } from '../../support/mapMemory';
import { type TestWindow } from './window';

/** The page of runs without its tab: what it has the editor do stands in `editor.shown`. */
export function runsPage(
  editor: TestWindow,
  places: readonly RunPlace[] = [{ experiments: undefined }],
): RunsController {
  return new RunsController({
    session: editor.gitlab,
    stores: editor.project,
    places,
    title: 'All experiments',
    keyMetric: () => 'AUC',
    kept: new KeptStore(mapMemory(editor.memory), (error) => {
      throw error;
    }),
    repositoryViews: {
      current: { views: [], file: undefined, problem: undefined, locked: undefined },
      put: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    openFolderFile: () => Promise.resolve(),
    saveFile: () => Promise.resolve(),
    openExternal: (url) => editor.ui.openExternal(url),
    copy: (text) => editor.ui.copy(text),
    followJob: (run, of) => {
      editor.shown.push(`job of ${run.name} in ${of.path}`);
      return Promise.resolve();
    },
    codeDiff: (of, from, to) => {
      editor.shown.push(`diff ${from} ${to} in ${of.path}`);
      return Promise.resolve();
    },
    downloadArtifacts: (run, of) => {
      editor.shown.push(`files of ${run.name} in ${of.path}`);
      return Promise.resolve();
    },
    deleteRun: (run, of) => {
      editor.shown.push(`delete ${run.name} in ${of.path}`);
      return Promise.resolve();
    },
    codeStats: () => Promise.resolve({ files: 1, added: 2, removed: 3 }),
    openFile: ({ of, path, bytes }) => {
      editor.shown.push(`opened ${of} ${path} ${Buffer.from(bytes).toString()}`);
      return Promise.resolve();
    },
    diffFiles: (title, ...sides) => {
      const texts = sides.map(({ of, bytes }) => `${of} ${Buffer.from(bytes).toString()}`);
      editor.shown.push(`diff ${title}: ${texts.join(' ↔ ')}`);
      return Promise.resolve();
    },
    downloadFile: (run, path, of) =>
      downloadRun(
        {
          ui: editor.ui,
          session: editor.gitlab,
          revealFolder: (folder) => {
            editor.shown.push(`folder ${folder}`);
            return Promise.resolve();
          },
        },
        run,
        path,
        of,
      ),
    checkOut: (run) => {
      editor.shown.push(`check out ${run.name}`);
      return Promise.resolve();
    },
    reproduce: () => Promise.resolve(),
    showMarkdown: (title) => {
      editor.shown.push(`markdown ${title}`);
      return Promise.resolve();
    },
    showModel: (id, of) => {
      editor.shown.push(`model ${id} in ${of?.path ?? 'the chosen project'}`);
      return Promise.resolve();
    },
    takeWayOut: (fix) => {
      editor.shown.push(`way out ${fix}`);
      return Promise.resolve();
    },
    confirm: (question) => editor.ui.confirm(question),
    tell: (message, { url }) => void editor.shown.push(`${message} ${url}`),
    progress: (_title, work) => work(() => undefined, never),
  });
}
