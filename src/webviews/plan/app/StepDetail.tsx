import { type VNode } from 'preact';
import { type JournalEntry, type StepView } from '../../../model/journal';
import { spanText } from '../../../model/words';
import { ConsoleLink } from './ConsoleLink';
import { EntryLines } from './Journal';
import { state } from './model';

/** What is known of one step: ids and other facts, and what was written down of it. */
export function StepDetail(props: {
  readonly step: StepView;
  readonly entries: readonly JournalEntry[];
}): VNode {
  const { step } = props;
  const { id } = step.outputs;
  const folder = state.value?.folderId;
  const outputs = Object.entries(step.outputs);
  const own = props.entries.filter((entry) => entry.step === step.id);
  return (
    <div class="step-detail">
      <p class="faint small">
        {step.expectedMs > 0 && `Usually ${spanText(step.expectedMs)}. `}
        {id !== undefined && folder !== undefined && (
          <ConsoleLink kind={step.id} id={id} folder={folder} text="Open in the console" />
        )}
      </p>
      {step.after.length > 0 && <p class="faint small">After: {step.after.join(', ')}</p>}
      {outputs.length > 0 && (
        <dl>
          {outputs.map(([name, value]) => (
            <div key={name}>
              <dt class="faint">{name}</dt>
              <dd class="mono">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {own.length > 0 ? (
        <EntryLines entries={own} />
      ) : (
        <p class="faint small">Nothing is written down of this step yet.</p>
      )}
    </div>
  );
}
