import { type ComponentChildren, type VNode } from 'preact';
import { type RunRow } from '../../../../model/frame/frame';
import { agoText, spanText } from '../../../../model/words';
import { IconButton } from '../../../ui/Controls';
import { client } from '../client';
import { tell } from '../message';
import { state } from '../model';
import { clock } from './clock';
import { copyText } from './copying';
import { diff } from './runActions';
import { statusOf } from './statusIcon';

/** What a run is, apart from what it logged. */
export function DetailFacts({ head }: { readonly head: RunRow }): VNode {
  const { id, commit, job, startedAt, endedAt } = head;
  const { baseline } = state.value;
  return (
    <dl class="detail-facts">
      <Fact name="status">{statusOf(head).label}</Fact>
      <Fact name="created">
        {new Date(head.createdAt).toLocaleString()}{' '}
        <span class="faint">{agoText(head.createdAt, clock.value)}</span>
      </Fact>
      {startedAt !== undefined && endedAt !== undefined && (
        <Fact name="duration">{spanText(endedAt - startedAt)}</Fact>
      )}
      <Fact name="author">{head.author}</Fact>
      <Fact name="experiment">{head.experiment}</Fact>
      <Fact name="project">{head.project}</Fact>
      <Fact name="version">{head.version}</Fact>
      <Fact name="branch">{head.branch}</Fact>
      {commit !== undefined && (
        <Fact name="commit">
          {baseline === undefined || baseline === id ? (
            <span class="mono">{commit.slice(0, 12)}</span>
          ) : (
            <button
              type="button"
              class="link mono"
              title="Compare the code with the baseline’s"
              onClick={() => diff(id)}
            >
              {commit.slice(0, 12)}
            </button>
          )}
          <IconButton
            icon="copy"
            name="Copy the commit"
            onClick={() => copyText(commit, 'the commit')}
          />
        </Fact>
      )}
      {job && (
        <Fact name="job">
          <button
            type="button"
            class="link mono"
            title="Follow the log of this job"
            onClick={() => tell(() => client.ask('followJob', { run: id }))}
          >
            #{job.id}
          </button>{' '}
          <span class="faint">{job.status}</span>
        </Fact>
      )}
      <Fact name="run id">
        <span class="mono ellipsis">{head.eid}</span>
        <IconButton
          icon="copy"
          name="Copy the run ID"
          onClick={() => copyText(head.eid, 'the run ID')}
        />
      </Fact>
    </dl>
  );
}

/** Nothing where nothing is known. */
function Fact(props: {
  readonly name: string;
  readonly children: ComponentChildren;
}): VNode | null {
  const { name, children } = props;
  if (children === undefined || children === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
