import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type CodeStats } from '../../../../model/codeChanges';
import { type RunId } from '../../../../model/ids';
import { plural } from '../../../../model/words';
import { client } from '../client';
import { revision, rowFor } from '../data';
import { diff } from '../table/runActions';
import { nameOf } from './compareState';

/** The commit, with the way into the editor's own diff against the baseline's. */
export function CodeCell(props: { readonly run: RunId; readonly baseline: RunId }): VNode {
  const { run, baseline } = props;
  const commit = rowFor(run)?.commit;
  const base = rowFor(baseline)?.commit;
  if (commit === undefined) {
    return (
      <span class="faint" title="The run does not say which commit it was trained from">
        unknown
      </span>
    );
  }
  const short = commit.slice(0, 7);
  if (run === baseline || base === undefined) return <span class="mono">{short}</span>;
  const home = rowFor(run)?.project;
  if (home !== rowFor(baseline)?.project) {
    return (
      <span
        class="mono"
        title={`Trained in ${home ?? 'another project'}: no diff with the baseline’s project`}
      >
        {short} <span class="faint">other project</span>
      </span>
    );
  }
  if (commit === base)
    return (
      <span class="faint" title="Trained from the baseline’s commit">
        same code
      </span>
    );
  return <Changes run={run} baseline={baseline} short={short} />;
}

/** The commit until the lines are counted, or where nobody can. */
function Changes(props: {
  readonly run: RunId;
  readonly baseline: RunId;
  readonly short: string;
}): VNode {
  const { run, baseline, short } = props;
  const [stats, setStats] = useState<CodeStats>();
  useEffect(() => {
    const abort = new AbortController();
    client.ask('codeStats', { from: baseline, to: run }, abort.signal).then(
      (found) => setStats(found ?? undefined),
      () => undefined,
    );
    return () => abort.abort();
  }, [run, baseline, revision.value]);
  if (stats?.files === 0)
    return (
      <span class="faint" title="Another commit, no line differs">
        same code
      </span>
    );
  return (
    <button
      type="button"
      class="link"
      title={`Compare the code of ${nameOf(run)} with the baseline’s`}
      onClick={() => diff(run, baseline)}
    >
      {stats === undefined ? (
        <span class="mono">{short}</span>
      ) : (
        <span class="mono">
          <span class="good">+{stats.added}</span> <span class="bad">−{stats.removed}</span>{' '}
          {plural(stats.files, 'file')}
        </span>
      )}{' '}
      <span class="codicon codicon-diff-multiple" aria-hidden="true" />
    </button>
  );
}
