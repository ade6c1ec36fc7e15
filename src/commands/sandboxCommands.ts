import { type Ui } from '../host/ui';
import { type SandboxAddress } from '../host/sandboxProcess';
import { type Some } from './handlers';

export interface SandboxNeeds {
  readonly ui: Ui;
  /** Starts it, or answers the one that runs. */
  readonly start: (signal: AbortSignal) => Promise<SandboxAddress>;
  readonly stop: () => Promise<boolean>;
  /** Points the workspace's settings to the sandbox; undone when it is closed. */
  readonly use: (info: SandboxAddress) => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** A cloud and a GitLab on this machine, for a look without an account. */
export function sandboxCommands(needs: SandboxNeeds): Some<'sandbox'> {
  const { ui } = needs;
  return {
    async 'mlops.sandbox.open'() {
      const info = await ui.progress({
        title: 'Starting the demo sandbox…',
        run: async (_report, signal) => {
          const started = await needs.start(signal);
          await needs.use(started);
          return started;
        },
      });
      ui.tell(
        `The demo sandbox runs on this machine. Sign in with the tokens from its page.${info.notes.length > 0 ? ` ${info.notes.join(' ')}` : ''}`,
        { label: 'Copy IAM Token', run: () => ui.copy(info.cloud.iamToken) },
        { label: 'Copy GitLab Token', run: () => ui.copy(info.gitlab.token) },
        { label: 'Open Its Page', run: () => ui.openExternal(info.mailbox) },
      );
    },
    async 'mlops.sandbox.close'() {
      const ran = await needs.stop();
      await needs.leave();
      ui.tell(
        ran ? 'The demo sandbox is closed. What was in it is gone.' : 'No sandbox was running.',
      );
    },
  };
}
