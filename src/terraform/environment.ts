import { redact } from '../base/secret';
import { type TerraformPlace } from '../model/ports/terraform';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What would sign in as somebody else or in another place, add arguments that nobody sees, ask questions, or write
 * down what must not be seen.
 */
const unwanted =
  /^(TF_CLI_ARGS(_\w+)?|TF_LOG(_\w+)?|TF_INPUT|TF_REATTACH_PROVIDERS|YC_(TOKEN|SERVICE_ACCOUNT_KEY_FILE|CLOUD_ID|FOLDER_ID|ENDPOINT|ORGANIZATION_ID))$/;

/** The only way in which a credential reaches Terraform. */
export function terraformEnvironment(
  inherited: Environment,
  place: Pick<TerraformPlace, 'token' | 'cloudId' | 'folderId' | 'endpoint' | 'caFile'> | undefined,
): Record<string, string> {
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !unwanted.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
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

/** Takes the token of the command out of what the program says, and what looks like any other. */
export function scrubber(
  place: Pick<TerraformPlace, 'token'> | undefined,
): (text: string) => string {
  const token = place?.token.reveal();
  return (text) =>
    redact(token === undefined || token === '' ? text : text.replaceAll(token, '[secret]'));
}
