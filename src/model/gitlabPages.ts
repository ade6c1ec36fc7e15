/** Pages of a GitLab that people are sent to. `baseUrl` as `parseServerAddress` answers it. */

/** The form for a new personal access token, filled in. */
export function newTokenPage(baseUrl: string, name: string, scopes: readonly string[]): string {
  const query = new URLSearchParams({ name, scopes: scopes.join(',') });
  return `${baseUrl}/-/user_settings/personal_access_tokens?${query.toString()}`;
}

/** Where a person registers an application for sign-in with OAuth. */
export function applicationsPage(baseUrl: string): string {
  return `${baseUrl}/-/user_settings/applications`;
}

export function commitPage(projectUrl: string, sha: string): string {
  return `${projectUrl}/-/commit/${encodeURIComponent(sha)}`;
}

export function newMergeRequestPage(projectUrl: string, branch: string): string {
  const query = new URLSearchParams({ 'merge_request[source_branch]': branch });
  return `${projectUrl}/-/merge_requests/new?${query.toString()}`;
}
