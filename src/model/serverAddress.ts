/** What a person typed as the address of a GitLab, checked: `url` has no slash at its end and may have a path. */
export type ServerAddress =
  | { readonly kind: 'ok'; readonly url: string }
  | { readonly kind: 'problem'; readonly message: string };

export function parseServerAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  if (trimmed === '') return problem('Type the address of your GitLab.');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const full = hasScheme ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(full)) {
    return problem(`"${trimmed}" is not an address such as https://gitlab.example.com.`);
  }
  const url = new URL(full);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return problem('The address of a GitLab starts with https://.');
  }
  if (url.username !== '' || url.password !== '') {
    return problem('Leave user name and password out of the address; you sign in separately.');
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return problem('Use https://: over http:// everybody on the way could read the token.');
  }
  return { kind: 'ok', url: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

/** @param hostname as `URL` has it: IPv6 in brackets */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

function problem(message: string): ServerAddress {
  return { kind: 'problem', message };
}

/** GitLab's page for a new personal access token, filled in. */
export function newTokenUrl(base: string): string {
  const query = new URLSearchParams({ name: 'GitLab MLOps for VS Code', scopes: 'api,read_user' });
  return `${base}/-/user_settings/personal_access_tokens?${query.toString()}`;
}
