import { redact } from '../base/secret';
import { isProxyVariable, type ProgramProxy } from '../model/proxyForPrograms';
import { type TerraformPlace } from '../model/ports/terraform';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What would sign in as somebody else or in another place, add arguments that nobody sees, ask questions, or write
 * down what must not be seen.
 */
const unwanted =
  /^(TF_CLI_ARGS(_\w+)?|TF_LOG(_\w+)?|TF_INPUT|TF_REATTACH_PROVIDERS|YC_(TOKEN|SERVICE_ACCOUNT_KEY_FILE|CLOUD_ID|FOLDER_ID|ENDPOINT|ORGANIZATION_ID))$/;

/** The only way in which a credential, also that of a proxy, reaches Terraform. */
export function terraformEnvironment(
  inherited: Environment,
  proxy: ProgramProxy,
  place: Pick<TerraformPlace, 'token' | 'cloudId' | 'folderId' | 'endpoint' | 'caFile'> | undefined,
): Record<string, string> {
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !unwanted.test(entry[0]) && !isProxyVariable(entry[0]),
  );
  const proxies = Object.entries(proxy.variables).map(([name, value]) => [name, value.reveal()]);
  return {
    ...Object.fromEntries(kept),
    ...(Object.fromEntries(proxies) as Record<string, string>),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    ...(place && {
      YC_TOKEN: place.token.reveal(),
      YC_CLOUD_ID: place.cloudId,
      YC_FOLDER_ID: place.folderId,
      YC_ENDPOINT: place.endpoint,
      // What Go reads besides the system's own authorities, where it reads files at all.
      ...(place.caFile !== undefined && { SSL_CERT_FILE: place.caFile }),
    }),
  };
}

/** Takes the credentials of the command out of what the program says, and what looks like any other. */
export function scrubber(
  proxy: ProgramProxy,
  place: Pick<TerraformPlace, 'token'> | undefined,
): (text: string) => string {
  const secrets = [...(place ? [place.token] : []), ...proxy.login]
    .map((secret) => secret.reveal())
    .filter((secret) => secret !== '')
    // A part of another would leave the rest of it in sight.
    .sort((a, b) => b.length - a.length);
  return (text) =>
    redact(secrets.reduce((said, secret) => said.replaceAll(secret, '[secret]'), text));
}
