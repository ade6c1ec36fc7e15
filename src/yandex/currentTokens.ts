import { type Credentials } from './credentials';
import { type TokenSource } from './wire';

/**
 * Tokens by the credential of now: whichever window signed in last is right, also in the middle of work.
 * @param current the same object as long as the credential is the same
 */
export function currentTokens(
  current: () => Promise<Credentials>,
  open: (credentials: Credentials) => TokenSource,
): TokenSource {
  let held: { readonly credentials: Credentials; readonly source: TokenSource } | undefined;
  return {
    async token(signal) {
      const credentials = await current();
      if (held?.credentials !== credentials) held = { credentials, source: open(credentials) };
      return held.source.token(signal);
    },
    refuse(token) {
      held?.source.refuse(token);
      // Somebody may have signed in again meanwhile.
      return true;
    },
  };
}
