import * as z from 'zod';
import { AppError, cancelled } from '../base/errors';
import { Secret } from '../base/secret';
import { type IssuedToken } from './tokens';

const answerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});

const timeoutMs = 5_000;

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
    const response = await fetch(url, {
      headers: { 'Metadata-Flavor': 'Google' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    answer = await response.json();
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

function notHere(cause: unknown): AppError {
  return new AppError(
    'signed-out',
    'Cannot get a token from this machine: it is not a machine of Yandex Cloud, or no service account is linked to it. Link one, or sign in another way.',
    { cause, fix: 'sign-in-cloud' },
  );
}
