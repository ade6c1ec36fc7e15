import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { AppError, cancelled } from '../base/errors';
import { Secret } from '../base/secret';
import { type IssuedToken } from './tokens';

const answerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});

const timeoutMs = 5_000;

/** Where every machine of the cloud finds its metadata; other programs for the cloud honour the variable, too. */
export function metadataAddress(environment: NodeJS.ProcessEnv = process.env): string {
  const { YC_METADATA_ADDR: other } = environment;
  return `http://${other === undefined || other === '' ? '169.254.169.254' : other}`;
}

/** Asks the machine we run on for the token of the service account that is linked to it. */
export async function metadataToken(
  base: string,
  now: () => number,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const url = `${base}/computeMetadata/v1/instance/service-accounts/default/token`;
  const begun = now();
  let answer: unknown;
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    answer = JSON.parse(await ask(url, deadline));
  } catch (error) {
    if (signal.aborted) throw cancelled(signal.reason);
    throw notHere(error);
  }
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw notHere(parsed.error);
  return {
    token: new Secret(parsed.data.access_token),
    expiresAt: begun + parsed.data.expires_in * 1000,
  };
}

/** Not by `fetch`, which the editor sends through its proxy: the service answers only on the machine itself. */
function ask(url: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers: { 'Metadata-Flavor': 'Google' }, signal }, (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new Error(`HTTP ${response.statusCode ?? 0}`));
        return;
      }
      text(response).then(resolve, reject);
    });
    request.on('error', reject);
  });
}

function notHere(cause: unknown): AppError {
  return new AppError(
    'signed-out',
    'Cannot get a token from this machine: it is not a machine of Yandex Cloud, or no service account is linked to it. Link one, or sign in another way.',
    { cause, fix: 'sign-in-cloud' },
  );
}
