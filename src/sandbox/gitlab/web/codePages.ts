import { diffs, type FileDiff } from '../git/diff';
import { repositoryOf } from '../git/repositories';
import { listing } from '../git/commitActions';
import { diffRefs, mergeStatus } from '../rest/mergeability';
import { html, type Markup } from './html';
import { link, pageUrl, type ProjectVisit, type Shown, table } from './projectParts';

export async function treePage(at: ProjectVisit): Promise<Shown | undefined> {
  const name = at.parts.slice(1).join('/');
  const repository = repositoryOf(at.site.context, at.project);
  const sha = await repository.resolve(name);
  if (sha === undefined) return undefined;
  const files = [...(await listing(repository, sha)).keys()];
  return {
    title: name,
    body: html`<p>At ${link(pageUrl(at, `/-/commit/${sha}`), sha.slice(0, 8))}</p>
      <ul>
        ${files.map((file) => html`<li>${file}</li>`)}
      </ul>`,
  };
}

export async function commitsPage(at: ProjectVisit): Promise<Shown | undefined> {
  const name = at.parts.slice(1).join('/') || (at.project.defaultBranch ?? '');
  const repository = repositoryOf(at.site.context, at.project);
  const sha = await repository.resolve(name);
  if (sha === undefined) return undefined;
  const commits = await repository.commits(['--max-count=50', sha]);
  const rows = commits.map((commit) => [
    link(pageUrl(at, `/-/commit/${commit.sha}`), commit.sha.slice(0, 8)),
    commit.message.split('\n')[0] ?? '',
    commit.authorName,
    commit.committedAt,
  ]);
  return { title: `Commits of ${name}`, body: table(['Commit', 'Title', 'Author', 'When'], rows) };
}

export async function commitPage(at: ProjectVisit): Promise<Shown | undefined> {
  const repository = repositoryOf(at.site.context, at.project);
  const commit = await repository.commit(at.parts[1] ?? '');
  if (commit === undefined) return undefined;
  const changes = await diffs(repository, commit.parents[0], commit.sha);
  return {
    title: commit.message.split('\n')[0] ?? commit.sha,
    body: html`<p><code>${commit.sha}</code> by ${commit.authorName} at ${commit.committedAt}</p>
      <pre>${commit.message}</pre>
      ${presentChanges(changes)}`,
  };
}

export async function mergeRequestsPage(at: ProjectVisit): Promise<Shown> {
  const rows = at.site.context.world.tables.mergeRequests
    .filter((mr) => mr.projectId === at.project.id)
    .toReversed()
    .map((mr) => [
      link(pageUrl(at, `/-/merge_requests/${mr.iid}`), `!${mr.iid} ${mr.title}`),
      mr.state,
      `${mr.sourceBranch} → ${mr.targetBranch}`,
    ]);
  return { title: 'Merge requests', body: table(['Merge request', 'State', 'Branches'], rows) };
}

export async function mergeRequestPage(at: ProjectVisit): Promise<Shown | undefined> {
  const { context } = at.site;
  const mr = context.world.tables.mergeRequests.find(
    (row) => row.projectId === at.project.id && String(row.iid) === at.parts[1],
  );
  if (mr === undefined) return undefined;
  const refs = await diffRefs(context, at.project, mr);
  const status = await mergeStatus(context, at.project, mr, refs);
  const changes = refs ? await diffs(repositoryOf(context, at.project), refs.base, refs.head) : [];
  const pipelines = context.world.tables.pipelines.filter(
    (row) => row.projectId === at.project.id && row.mergeRequestIid === mr.iid,
  );
  return {
    title: `!${mr.iid} ${mr.title}`,
    body: html`<p>
        ${mr.state} · ${status.replaceAll('_', ' ')} · ${mr.sourceBranch} → ${mr.targetBranch}
      </p>
      <p>${mr.description}</p>
      <ul>
        ${pipelines.map((row) => html`<li>${link(pageUrl(at, `/-/pipelines/${row.id}`), `Pipeline #${row.id}`)}</li>`)}
      </ul>
      ${presentChanges(changes)}`,
  };
}

function presentChanges(changes: readonly FileDiff[]): Markup {
  return html`<h2>Changes</h2>
    ${changes.map(
      (change) =>
        html`<h3>${change.new_path}</h3>
          <pre>${change.diff}</pre>`,
    )}`;
}
