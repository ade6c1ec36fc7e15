import { type VNode } from 'preact';
import { type RunId } from '../../../../model/ids';
import { rowFor } from '../data';
import { diff } from '../table/tableKeys';
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
  if (commit === base) return <span class="faint">no change in code</span>;
  return (
    <button
      type="button"
      class="link"
      title={`Compare the code of ${nameOf(run)} with the baseline’s`}
      onClick={() => diff(run, baseline)}
    >
      <span class="mono">{short}</span>{' '}
      <span class="codicon codicon-diff-multiple" aria-hidden="true" />
    </button>
  );
}
