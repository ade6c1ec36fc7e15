/** The base of a GitLab from what a person typed, or a sentence that says what is wrong. */
export function parseGitLabUrl(
  text: string,
): { readonly url: string } | { readonly problem: string } {
  const typed = text.trim();
  if (typed === '') return { problem: 'Type the address of a GitLab, such as https://gitlab.com.' };
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    return { problem: `"${typed}" is not a web address.` };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: 'Leave user name and password out of the address; sign in instead.' };
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return { problem: 'Only https is allowed: a token must not travel in the open.' };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { problem: 'The address has to begin with https://.' };
  }
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** GitLab's page for a new personal access token, filled in. */
export function newTokenUrl(base: string): string {
  const query = new URLSearchParams({ name: 'GitLab MLOps for VS Code', scopes: 'api,read_user' });
  return `${base}/-/user_settings/personal_access_tokens?${query.toString()}`;
}
