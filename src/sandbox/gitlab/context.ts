import { join } from 'node:path';
import { type Clock, type Mailer } from '../ports';
import { type Features, type GitLabContext, type Push } from './exchange';
import { type World } from './world';

export const newestFeatures: Features = {
  metricHistory: true,
  promoteAcrossExperiments: true,
  versionFromRun: true,
  packageFileDownload: true,
  delayedDeletion: true,
};

export interface ContextOptions {
  readonly world: World;
  readonly externalUrl: string;
  readonly folder: string;
  readonly caFile: string;
  readonly version: string;
  readonly features: Features;
  readonly clock: Clock;
  readonly mail: Mailer;
}

export interface OwnedContext {
  readonly context: GitLabContext;
  /** Aborts waits and background work, and waits for its end. */
  stop(): Promise<void>;
}

export function createContext(options: ContextOptions): OwnedContext {
  const { clock, folder } = options;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const pushListeners: ((push: Push) => void)[] = [];
  const mergeRequestListeners: ((mr: { projectId: number; iid: number }) => void)[] = [];
  const crashes: unknown[] = [];
  const context: GitLabContext = {
    world: options.world,
    externalUrl: options.externalUrl,
    version: options.version,
    caFile: options.caFile,
    mail: options.mail,
    stopping: stopping.signal,
    crashes,
    background(work) {
      const run = work(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) crashes.push(error);
      });
      running.add(run);
      void run.finally(() => running.delete(run));
    },
    features: options.features,
    folder,
    now: () => clock.now(),
    wait: (ms, signal) => clock.wait(ms, signal),
    repository: (project) => join(folder, 'repositories', `${project.id}.git`),
    onDidPush: (listener) => pushListeners.push(listener),
    announcePush: (push) => pushListeners.forEach((listener) => listener(push)),
    onDidOpenMergeRequest: (listener) => mergeRequestListeners.push(listener),
    announceMergeRequest: (mr) => mergeRequestListeners.forEach((listener) => listener(mr)),
  };
  return {
    context,
    async stop() {
      stopping.abort();
      while (running.size > 0) await Promise.all(running);
    },
  };
}
