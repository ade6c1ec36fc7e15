import { Emitter } from '../../../src/base/event';
import { type RunFrame } from '../../../src/model/frame/frame';
import { type RunId } from '../../../src/model/ids';
import { type Points } from '../../../src/model/points';
import { serve } from '../../../src/webviews/ipc/server';
import { chartContract } from '../../../src/webviews/runs/contract/chartContract';
import { frameContract } from '../../../src/webviews/runs/contract/frameContract';
import { chartHandlers } from '../../../src/webviews/runs/handlers/chartHandlers';
import { frameHandlers } from '../../../src/webviews/runs/handlers/frameHandlers';
import { type RunSource } from '../../../src/webviews/runs/handlers/source';
import { frameSource } from '../../frameSource';

const received = new Emitter<unknown>();

/** What the page's own modules find when they are loaded: an editor in the same page. Imported before them. */
export const host: { frame: RunFrame; points: (run: RunId) => Points | undefined } = {
  frame: { rows: [], columns: [], column: () => undefined },
  points: () => undefined,
};

const source: RunSource = {
  ...frameSource(undefined),
  get frame() {
    return host.frame;
  },
  revision: 1,
  points: async (id) => host.points(id),
};

serve(
  { ...chartContract, ...frameContract },
  { ...chartHandlers(source), ...frameHandlers(source) },
  {
    mayChange: () => true,
    post: (message) => window.postMessage(message, '*'),
    onMessage: received.event,
  },
  () => undefined,
);

Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => received.fire(message),
    getState: () => undefined,
    setState: () => undefined,
  }),
});
