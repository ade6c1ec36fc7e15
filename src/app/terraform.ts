import { type Disposable, toDisposable } from '../base/disposable';
import { isAppError } from '../base/errors';
import { lazy } from '../base/lazy';
import { type Host } from '../host/host';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type EnvironmentStore } from '../stores/environmentStore';
import { type TerraformDrive } from '../stores/terraformDrive';

export interface TerraformParts {
  readonly host: Pick<Host, 'memory' | 'settings' | 'proxySettings'> & {
    readonly log: Pick<Host['log'], 'info'>;
    readonly workspace: Pick<Host['workspace'], 'trusted'>;
  };
  readonly cloud: CloudSessionStore;
  readonly environment: EnvironmentStore;
  readonly report: (error: unknown) => void;
}

/** Terraform at work; its code is loaded when it is first asked for. */
export function createTerraformDrive(parts: TerraformParts): () => Promise<TerraformDrive> {
  const { host, cloud, environment, report } = parts;
  const { memory, settings } = host;
  return lazy(async () => {
    const [{ createTerraform }, { TerraformDrive: Drive }] = await Promise.all([
      import('../terraform/terraform'),
      import('../stores/terraformDrive'),
    ]);
    return new Drive({
      terraform: createTerraform({
        setting: () => settings.current.terraformPath,
        inherited: process.env,
        proxy: () => host.proxySettings(),
        trusted: () => host.workspace.trusted,
        log: (text) => host.log.info(text),
      }),
      session: cloud,
      environment,
      memory,
      endpoint: () => settings.current.cloudEndpoint,
      caFile: () => settings.current.caFile,
      report,
    });
  });
}

/**
 * Listens again to a Terraform that outlived its window, as soon as the journal tells of one. A window that comes
 * too late finds the journal locked and leaves it to the other.
 */
export function attachTerraform(
  parts: Pick<TerraformParts, 'host' | 'environment' | 'report'>,
  drive: () => Promise<TerraformDrive>,
): Disposable {
  let again: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;
  let looking = false;
  const look = (): void => {
    const { stack, run } = parts.environment.current;
    // The other window may be one that is just ending, and nobody tells when it has.
    if (run?.elsewhere && stack?.header.owner?.work) {
      later ??= setTimeout(() => {
        later = undefined;
        void parts.environment.refresh();
      }, elsewhereMs);
      later.unref();
      return;
    }
    const driven = run?.state === 'running' || run?.state === 'stopping';
    if (!stack?.header.owner?.work || driven || looking || !parts.host.workspace.trusted) return;
    looking = true;
    drive()
      .then((terraform) => terraform.attach())
      .catch((error: unknown) => {
        if (!isAppError(error, 'conflict', 'cancelled')) parts.report(error);
      })
      .finally(() => {
        // Not at every change: what keeps us from listening will not pass within seconds.
        again = setTimeout(() => {
          looking = false;
          look();
        }, pauseMs);
        again.unref();
      });
  };
  const listening = parts.environment.onDidChange(look);
  return toDisposable(() => {
    clearTimeout(again);
    clearTimeout(later);
    listening.dispose();
  });
}

const pauseMs = 3_000;
const elsewhereMs = 10_000;
