import { type VNode } from 'preact';
import { TextField } from '../../../ui/Controls';
import { type VersionChoices } from '../../contract/promoteContract';

/** The next version: suggested by what changed, free to be another one, checked while it is typed. */
export function VersionField(props: {
  readonly version: string;
  readonly choices: VersionChoices | undefined;
  readonly issue: string | undefined;
  readonly onVersion: (version: string) => void;
}): VNode {
  const { version, choices, issue } = props;
  return (
    <div class="field">
      <span>Version</span>
      <div class="version-row">
        <TextField
          value={version}
          label="Version"
          onInput={props.onVersion}
          invalid={issue !== undefined}
        />
        <div class="suggestions" role="group" aria-label="Suggested versions">
          {(choices?.suggested ?? []).map((one) => (
            <button
              type="button"
              key={one.version}
              aria-pressed={one.version === version}
              onClick={() => props.onVersion(one.version)}
            >
              {one.kind} {one.version}
            </button>
          ))}
        </div>
      </div>
      {choices && (
        <span class={issue === undefined ? 'faint small' : 'bad small'}>
          {issue ?? `${version} is free. ${reasonOf(choices)}`}
        </span>
      )}
    </div>
  );
}

function reasonOf({ preferred: { kind, reason } }: VersionChoices): string {
  const word = `${kind[0]?.toUpperCase() ?? ''}${kind.slice(1)}`;
  return kind === 'first' ? 'It is the first one.' : `${word} is suggested: ${reason}.`;
}
