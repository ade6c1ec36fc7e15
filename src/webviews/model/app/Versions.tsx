import { Fragment, type VNode } from 'preact';
import { agoText, metricText, plural } from '../../../model/words';
import { Button, IconButton } from '../../ui/Controls';
import { Delta } from '../../ui/Delta';
import { type VersionRow } from '../contract';
import { ask, chosen, opened, state } from './client';
import { Files } from './Files';

/** Versions, newest first; each metric with its change against the version before. */
export function Versions(): VNode {
  const { versions, metrics } = state.value;
  if (versions.length === 0) return <NoVersions />;
  return (
    <div class="versions-scroll" tabIndex={0} role="group" aria-label="Versions">
      <table class="versions">
        <thead>
          <tr>
            <th scope="col" class="check-column">
              <span class="sr-only">Compare</span>
            </th>
            <th scope="col" class="version-column">
              Version
            </th>
            <th scope="col">Run</th>
            {metrics.map(({ name, direction }) => (
              <th
                scope="col"
                key={name}
                class="number"
                title={
                  direction === 'unknown'
                    ? `${name}: no better direction known`
                    : `${name}: ${direction} is better`
                }
              >
                <div class="ellipsis">{name}</div>
              </th>
            ))}
            <th scope="col">Files</th>
            <th scope="col">Made</th>
            <th scope="col">
              <span class="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version, index) => (
            <Fragment key={version.id}>
              <Row version={version} before={versions[index + 1]} />
              {opened.value === version.id && (
                <tr class="files-row">
                  <td colSpan={6 + metrics.length}>
                    <Files version={version} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row(props: {
  readonly version: VersionRow;
  readonly before: VersionRow | undefined;
}): VNode {
  const { version, before } = props;
  const isChosen = chosen.value.includes(version.id);
  const isOpen = opened.value === version.id;
  const label = `version ${version.version}`;
  return (
    <tr class={isChosen ? 'selected' : ''}>
      <td class="check-column">
        <input
          type="checkbox"
          checked={isChosen}
          aria-label={`Choose ${label}`}
          onChange={() => {
            chosen.value = isChosen
              ? chosen.value.filter((id) => id !== version.id)
              : [...chosen.value, version.id];
          }}
        />
      </td>
      <th scope="row" class="version-column">
        <span class="version-name">
          <button
            type="button"
            class="link mono"
            title="Show its card"
            onClick={() => void ask('showCard', { version: version.id })}
          >
            {version.version}
          </button>
          {version.aliases.map((alias) => (
            <span key={alias} class="badge alias" title={`Loaded as ${alias}`}>
              {alias}
            </span>
          ))}
          {version.latest && <span class="badge">latest</span>}
        </span>
      </th>
      <td class="run-column">
        <button
          type="button"
          class="link ellipsis"
          title={`Show the run ${version.runName}`}
          onClick={() => void ask('showRun', { version: version.id })}
        >
          {version.runName}
        </button>
      </td>
      {version.values.map((value, index) => (
        <Value key={index} value={value} before={before?.values[index]} index={index} />
      ))}
      <td>
        {version.fileCount === 0 ? (
          <span class="faint">none</span>
        ) : (
          <button
            type="button"
            class="link"
            aria-expanded={isOpen}
            onClick={() => {
              opened.value = isOpen ? undefined : version.id;
            }}
          >
            {plural(version.fileCount, 'file')}
          </button>
        )}
      </td>
      <td
        class="faint"
        title={`${new Date(version.createdAt).toLocaleString()}${version.author === undefined ? '' : ` by ${version.author}`}`}
      >
        {agoText(version.createdAt, Date.now())}
        {version.author !== undefined && <span class="by"> by {version.author}</span>}
      </td>
      <td class="row-actions">
        <Actions version={version} label={label} />
      </td>
    </tr>
  );
}

function Value(props: {
  readonly value: number | undefined;
  readonly before: number | undefined;
  readonly index: number;
}): VNode {
  const { value, before } = props;
  if (value === undefined) return <td class="number faint">–</td>;
  const all = state.value.versions
    .map((version) => version.values[props.index])
    .filter((one) => one !== undefined)
    .filter(Number.isFinite);
  const scale = all.length === 0 ? 0 : Math.max(...all) - Math.min(...all);
  return (
    <td class="number" title={String(value)}>
      <span>{metricText(value)}</span>
      {before === undefined ? (
        <span class="delta" />
      ) : (
        <Delta
          value={value}
          baseline={before}
          direction={state.value.metrics[props.index]?.direction ?? 'unknown'}
          scale={scale}
        />
      )}
    </td>
  );
}

function Actions(props: { readonly version: VersionRow; readonly label: string }): VNode {
  const { id } = props.version;
  const { label } = props;
  return (
    <>
      <IconButton
        icon="tag"
        name={`Set an alias of ${label}…`}
        onClick={() => void ask('versionAction', { version: id, action: 'setAlias' })}
      />
      <IconButton
        icon="code"
        name={`Copy how to load ${label}…`}
        onClick={() => void ask('versionAction', { version: id, action: 'copySnippet' })}
      />
      <IconButton
        icon="cloud-download"
        name={`Download the files of ${label}…`}
        disabled={props.version.fileCount === 0}
        onClick={() => void ask('versionAction', { version: id, action: 'download' })}
      />
      <IconButton
        icon="link-external"
        name={`Open ${label} in GitLab`}
        onClick={() => void ask('versionAction', { version: id, action: 'open' })}
      />
      <IconButton
        icon="trash"
        name={`Delete ${label}…`}
        onClick={() => void ask('versionAction', { version: id, action: 'delete' })}
      />
    </>
  );
}

function NoVersions(): VNode {
  return (
    <div class="empty">
      <h2>No versions yet</h2>
      <p>Promote a run to make the first one, or import a folder that holds a model.</p>
      <Button primary onClick={() => void ask('modelAction', { action: 'import' })}>
        Import a folder…
      </Button>
    </div>
  );
}
