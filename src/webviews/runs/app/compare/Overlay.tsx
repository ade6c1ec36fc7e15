import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { nameOf } from './compareState';
import { Picture } from './Contents';
import { type Loaded, useBytes } from './Preview';

/** Two pictures in one place: the slider mixes them, Blink changes between them at once. */
export function Overlay(props: {
  readonly path: string;
  readonly runs: readonly RunId[];
  readonly sizes: ReadonlyMap<RunId, number>;
}): VNode | null {
  const { path, runs, sizes } = props;
  const [below] = runs;
  const [chosen, setChosen] = useState<RunId>();
  const [mix, setMix] = useState(50);
  const above = chosen !== undefined && runs.includes(chosen) ? chosen : runs[1];
  if (below === undefined || above === undefined) return null;
  return (
    <div class="overlay">
      <div class="overlay-bar">
        <span class="ellipsis">{nameOf(below)}</span>
        <input
          type="range"
          min="0"
          max="100"
          value={mix}
          aria-label={`How much of ${nameOf(above)} is seen`}
          onInput={(event) => setMix(Number(event.currentTarget.value))}
        />
        <select
          aria-label="The picture on top"
          value={above}
          onChange={(event) => setChosen(event.currentTarget.value as RunId)}
        >
          {runs.slice(1).map((run) => (
            <option key={run} value={run}>
              {nameOf(run)}
            </option>
          ))}
        </select>
        <button type="button" class="text-button" onClick={() => setMix(mix < 50 ? 100 : 0)}>
          Blink
        </button>
      </div>
      <div class="overlay-stack">
        <Layer key={below} run={below} path={path} size={sizes.get(below) ?? 0} share={100} />
        <Layer key={above} run={above} path={path} size={sizes.get(above) ?? 0} share={mix} />
      </div>
    </div>
  );
}

function Layer(props: {
  readonly run: RunId;
  readonly path: string;
  readonly size: number;
  readonly share: number;
}): VNode {
  const { run, path, size, share } = props;
  const loaded = useBytes(run, path, size, true);
  return (
    <div class="layer" style={{ opacity: share / 100 }}>
      <LayerContent loaded={loaded} path={path} name={`${path} of ${nameOf(run)}`} />
    </div>
  );
}

function LayerContent(props: {
  readonly loaded: Loaded;
  readonly path: string;
  readonly name: string;
}): VNode {
  const { loaded, path, name } = props;
  switch (loaded.kind) {
    case 'ready':
      return <Picture path={path} bytes={loaded.bytes} name={name} />;
    case 'loading':
      return <p class="faint">Loading…</p>;
    case 'failed':
      return <p class="bad">{loaded.message}</p>;
    case 'closed':
      return (
        <button type="button" class="link" onClick={loaded.open}>
          Load anyway
        </button>
      );
  }
}
