import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectUrl } from '../access/roles';
import { type GitLabContext } from '../exchange';
import { type Project } from '../world';
import { lines } from './repository';

export interface RefUpdate {
  /** Full name. */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

export interface PushTalk extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** What git really changed. */
  updates(): Promise<RefUpdate[]>;
  /** Texts of `git push -o`. */
  options(): Promise<string[]>;
}

/** Puts the hooks into the server's folder; git runs them by `core.hooksPath`. */
export async function writeHooks(context: Pick<GitLabContext, 'folder'>): Promise<void> {
  const folder = join(context.folder, 'hooks');
  await mkdir(folder, { recursive: true });
  for (const [name, text] of [
    ['pre-receive', preReceive],
    ['post-receive', postReceive],
  ] as const) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
}

/** What one push tells its hooks: they refuse what protection forbids, note what changed, and print the hint. */
export async function preparePush(
  context: GitLabContext,
  project: Project,
  mayPushProtected: boolean,
): Promise<PushTalk> {
  const hooks = join(context.folder, 'hooks');
  const scratch = await mkdtemp(join(tmpdir(), 'gitlab-push-'));
  const updates = join(scratch, 'updates');
  const options = join(scratch, 'options');
  const open = context.world.tables.mergeRequests
    .filter((mr) => mr.projectId === project.id && mr.state === 'opened')
    .map((mr) => `${mr.sourceBranch} ${projectUrl(context, project)}/-/merge_requests/${mr.iid}`);
  return {
    env: {
      HOOKS: hooks,
      GL_PROTECTED: project.protectedBranches.join('\n'),
      GL_MAY_PUSH_PROTECTED: mayPushProtected ? '1' : '0',
      GL_DEFAULT_BRANCH: project.defaultBranch ?? '',
      GL_PROJECT_URL: projectUrl(context, project),
      GL_OPEN: open.join('\n'),
      GL_UPDATES: updates,
      GL_OPTIONS: options,
    },
    async updates() {
      return lines(await textOf(updates)).map((line) => {
        const [before = '', after = '', ref = ''] = line.split(' ');
        return { before, after, ref };
      });
    },
    options: async () => lines(await textOf(options)),
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }),
  };
}

async function textOf(file: string): Promise<string> {
  // No file: the push changed nothing.
  return readFile(file, 'utf8').catch(() => '');
}

const preReceive = `#!/bin/sh
zeros=0000000000000000000000000000000000000000
is_protected() {
  printf '%s\\n' "$GL_PROTECTED" | while IFS= read -r pattern; do
    [ -n "$pattern" ] || continue
    case "$1" in $pattern) echo yes; break ;; esac
  done
}
refuse() { echo "GitLab: $1" >&2; exit 1; }
while read -r old new ref; do
  case "$ref" in refs/heads/*) ;; *) continue ;; esac
  branch=\${ref#refs/heads/}
  if [ "$new" = "$zeros" ] && [ "$branch" = "$GL_DEFAULT_BRANCH" ]; then
    refuse 'The default branch of a project cannot be deleted.'
  fi
  [ -n "$(is_protected "$branch")" ] || continue
  if [ "$new" = "$zeros" ]; then
    refuse 'You can only delete protected branches using the web interface.'
  fi
  if [ "$old" != "$zeros" ] && ! git merge-base --is-ancestor "$old" "$new"; then
    refuse 'You are not allowed to force push code to a protected branch on this project.'
  fi
  if [ "$GL_MAY_PUSH_PROTECTED" != 1 ]; then
    refuse 'You are not allowed to push code to protected branches on this project.'
  fi
done
exit 0
`;

const postReceive = `#!/bin/sh
zeros=0000000000000000000000000000000000000000
at=0
while [ "$at" -lt "\${GIT_PUSH_OPTION_COUNT:-0}" ]; do
  eval "printf '%s\\\\n' \\"\\$GIT_PUSH_OPTION_$at\\"" >> "$GL_OPTIONS"
  at=$((at + 1))
done
while read -r old new ref; do
  printf '%s %s %s\\n' "$old" "$new" "$ref" >> "$GL_UPDATES"
  case "$ref" in refs/heads/*) ;; *) continue ;; esac
  branch=\${ref#refs/heads/}
  [ "$new" != "$zeros" ] && [ "$branch" != "$GL_DEFAULT_BRANCH" ] && [ -n "$GL_DEFAULT_BRANCH" ] || continue
  link=$(printf '%s\\n' "$GL_OPEN" | while read -r name url; do
    if [ "$name" = "$branch" ]; then echo "$url"; break; fi
  done)
  echo
  if [ -n "$link" ]; then
    echo "View merge request for $branch:"
    echo "  $link"
  else
    encoded=$(printf '%s' "$branch" | sed 's/%/%25/g; s/&/%26/g; s/#/%23/g; s/+/%2B/g; s,/,%2F,g')
    echo "To create a merge request for $branch, visit:"
    echo "  $GL_PROJECT_URL/-/merge_requests/new?merge_request%5Bsource_branch%5D=$encoded"
  fi
  echo
done
exit 0
`;
