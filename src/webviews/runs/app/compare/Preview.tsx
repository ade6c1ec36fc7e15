import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { largestPreview, previewKind } from '../../../../model/preview/preview';
import { sizeText } from '../../../../model/words';
import { IconButton } from '../../../ui/Controls';
import { client } from '../client';
import { tell } from '../message';
import { Mark } from '../Mark';
import { marks } from '../model';
import { nameOf, shownRuns } from './compareState';
import { Contents } from './Contents';
import { Overlay } from './Overlay';

/** Larger files wait for a click, bytes. */
const gate = 1024 * 1024;
/** Columns side by side before the rest waits for a click. */
const atOnce = 6;

/** One file of the runs that have it, next to each other. */
export function Preview(props: {
  readonly path: string;
  readonly sizes: ReadonlyMap<RunId, number>;
}): VNode {
  const { path, sizes } = props;
  const runs = shownRuns.value.filter((run) => sizes.has(run));
  const [overlaid, setOverlaid] = useState(false);
  const [all, setAll] = useState(false);
  const kind = previewKind(path);
  const shown = all ? runs : runs.slice(0, atOnce);
  return (
    <section class="preview" aria-label={`Preview of ${path}`}>
      <header class="preview-head">
        <h3 class="ellipsis grow" title={path}>
          {path}
        </h3>
        {kind === 'picture' && runs.length > 1 && (
          <IconButton
            icon="layers"
            name="Lay two pictures over each other"
            pressed={overlaid}
            onClick={() => setOverlaid(!overlaid)}
          />
        )}
      </header>
      {overlaid ? (
        <Overlay path={path} runs={runs} sizes={sizes} />
      ) : (
        <div class={kind === 'picture' ? 'tiles' : 'tiles wide'}>
          {shown.map((run) => (
            <Tile
              key={run}
              run={run}
              path={path}
              size={sizes.get(run) ?? 0}
              against={run === runs[0] ? undefined : runs[0]}
            />
          ))}
        </div>
      )}
      {!overlaid && shown.length < runs.length && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          Show {runs.length - shown.length} more
        </button>
      )}
    </section>
  );
}

function Tile(props: {
  readonly run: RunId;
  readonly path: string;
  readonly size: number;
  /** The run whose file it can be compared with. */
  readonly against: RunId | undefined;
}): VNode {
  const { run, path, size, against } = props;
  const name = nameOf(run);
  const kind = previewKind(path);
  const mark = marks.value.get(run);
  const loaded = useBytes(run, path, size, kind !== 'none');
  return (
    <figure class="tile" aria-label={`${path} of ${name}`}>
      <figcaption>
        {mark && <Mark mark={mark} />}
        <span class="ellipsis grow">{name}</span>
        <span class="faint small">{sizeText(size)}</span>
        {against !== undefined && kind !== 'picture' && kind !== 'none' && (
          <IconButton
            icon="diff"
            name={`Compare ${path} of ${name} with that of ${nameOf(against)}`}
            onClick={() =>
              tell(() => client.ask('diffArtifacts', { from: against, to: run, path }))
            }
          />
        )}
        <IconButton
          icon="go-to-file"
          name={`Open ${path} of ${name} in the editor`}
          disabled={size > largestPreview}
          onClick={() => tell(() => client.ask('openArtifact', { run, path }))}
        />
        <IconButton
          icon="cloud-download"
          name={`Download ${path} of ${name}`}
          onClick={() => tell(() => client.ask('downloadArtifact', { run, path }))}
        />
      </figcaption>
      {loaded.kind === 'ready' && (
        <Contents path={path} bytes={loaded.bytes} name={`${path} of ${name}`} />
      )}
      {loaded.kind === 'loading' && <p class="faint">Loading…</p>}
      {loaded.kind === 'failed' && <p class="bad">{loaded.message}</p>}
      {loaded.kind === 'closed' && (
        <p class="faint">
          {kind === 'none'
            ? 'This kind of file is not shown here.'
            : size > largestPreview
              ? `${sizeText(size)} are too many to be shown; download the file.`
              : `${sizeText(size)}. `}
          {kind !== 'none' && size <= largestPreview && (
            <button type="button" class="link" onClick={loaded.open}>
              Load anyway
            </button>
          )}
        </p>
      )}
    </figure>
  );
}

export type Loaded =
  | { readonly kind: 'closed'; readonly open: () => void }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

/** A file's bytes; large ones only when they are asked for. */
export function useBytes(run: RunId, path: string, size: number, wanted: boolean): Loaded {
  const [opened, setOpened] = useState(false);
  const [state, setState] = useState<Loaded>({ kind: 'loading' });
  const goes = wanted && size <= largestPreview && (opened || size <= gate);
  useEffect(() => {
    if (!goes) return undefined;
    const abort = new AbortController();
    setState({ kind: 'loading' });
    const most = Math.min(largestPreview, Math.max(1, size));
    client.ask('artifact', { run, path, most }, abort.signal).then(
      (bytes) => setState({ kind: 'ready', bytes }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setState({
            kind: 'failed',
            message: error instanceof Error ? error.message : String(error),
          });
      },
    );
    return () => abort.abort();
  }, [run, path, size, goes]);
  return goes ? state : { kind: 'closed', open: () => setOpened(true) };
}
