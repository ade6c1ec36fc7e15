import { type VNode } from 'preact';
import { TextField } from '../../../ui/Controls';
import { type RunsState } from '../../contract';

/** What the picker of models holds for one that is made with the version. */
export const newModel = '';

export function ModelField(props: {
  readonly models: RunsState['models'];
  readonly model: string;
  readonly name: string;
  readonly issue: string | undefined;
  readonly onModel: (model: string) => void;
  readonly onName: (name: string) => void;
}): VNode {
  return (
    <>
      <label class="field">
        <span>Model</span>
        <select
          value={props.model}
          onChange={(event) => props.onModel(event.currentTarget.value)}
          aria-label="Model"
        >
          {props.models.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
              {one.latestVersion ? ` (latest ${one.latestVersion.version})` : ''}
            </option>
          ))}
          <option value={newModel}>New model…</option>
        </select>
      </label>
      {props.model === newModel && (
        <label class="field">
          <span>Name</span>
          <TextField
            value={props.name}
            label="Name of the new model"
            onInput={props.onName}
            invalid={props.issue !== undefined}
          />
          {props.issue !== undefined && <span class="bad small">{props.issue}</span>}
        </label>
      )}
    </>
  );
}
