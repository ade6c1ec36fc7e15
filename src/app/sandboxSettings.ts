import { type Host } from '../host/host';
import { type SandboxAddress } from '../host/sandboxProcess';

/** Points the settings of this workspace to a sandbox. Nothing else knows of it. */
export async function useSandbox(host: Host, address: SandboxAddress): Promise<void> {
  await host.changeSettings({
    'cloud.endpoint': address.cloud.endpoint,
    'tls.caFile': address.cloud.ca,
    'gitlab.url': address.gitlab.url,
    'gitlab.oauthClientId': address.gitlab.oauthClientId,
    'ssh.port': address.sshPort,
  });
}

export async function leaveSandbox(host: Host): Promise<void> {
  await host.changeSettings({
    'cloud.endpoint': undefined,
    'tls.caFile': undefined,
    'gitlab.url': undefined,
    'gitlab.oauthClientId': undefined,
    'ssh.port': undefined,
  });
}
