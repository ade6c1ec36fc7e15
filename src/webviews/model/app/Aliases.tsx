import { type VNode } from 'preact';
import { agoText } from '../../../model/words';
import { currentAliases, previousVersion } from '../../../model/registry/aliasChanges';
import { Button } from '../../ui/Controls';
import { ask, state } from './client';

/** What each alias names, and every change that is kept, newest first. */
export function Aliases(): VNode {
  const { aliasChanges: changes, versions } = state.value;
  const current = [...currentAliases(changes)];
  const there = new Set(versions.map(({ version }) => version));
  const rollable = current.some(([alias]) => previousVersion(changes, alias) !== undefined);
  return (
    <aside class="aliases" aria-label="Aliases">
      <header class="pane-title">
        <h2 class="grow">Aliases</h2>
        <Button
          icon="discard"
          disabled={!rollable}
          title={rollable ? undefined : 'No alias has named another version before'}
          onClick={() => void ask('modelAction', { action: 'rollBack' })}
        >
          Roll back…
        </Button>
      </header>
      {current.length === 0 ? (
        <p class="faint">
          An alias such as <code>production</code> names the version that is in use. Set one with
          the tag beside a version; moving it needs no new release of whatever loads the model.
        </p>
      ) : (
        <dl>
          {current.map(([alias, { version, at, by }]) => (
            <div key={alias} class="alias-line">
              <dt>
                <span class="badge alias">{alias}</span>
              </dt>
              <dd>
                <span class="mono">{version}</span>{' '}
                {!there.has(version) && <span class="bad">is not there any more</span>}
                <div class="faint small">
                  since {agoText(at, Date.now())} by {by}
                </div>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {changes.length > 0 && (
        <>
          <h3>History</h3>
          <ol class="history">
            {changes.toReversed().map((one, index) => (
              <li key={index}>
                <span class="faint" title={new Date(one.at).toLocaleString()}>
                  {new Date(one.at).toISOString().slice(0, 10)}
                </span>{' '}
                <span class="ellipsis">
                  {one.alias} {one.version === undefined ? 'taken away' : `→ ${one.version}`}
                </span>{' '}
                <span class="faint ellipsis">{one.by}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </aside>
  );
}
