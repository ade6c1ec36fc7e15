import { signal } from '@preact/signals';
import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { largestPreview } from '../../../../model/preview/preview';
import { sizeText } from '../../../../model/words';
import { Icon, IconButton } from '../../../ui/Controls';
import { LongList } from '../../../ui/LongList';
import { client } from '../client';
import { fileIcon } from '../compare/fileIcon';
import { useArtifacts } from '../compare/useArtifacts';
import { CutName } from '../CutName';
import { rowFor } from '../data';
import { tell } from '../message';
import './detailFiles.css';

/** Asked for when somebody wants to see them: there may be tens of thousands. */
const shown = signal(false);

/** Files that a run kept. @param words only those with it in their path */
export function DetailFiles(props: { readonly run: RunId; readonly words: string }): VNode | null {
  if (rowFor(props.run)?.hasArtifacts !== true) return null;
  return (
    <section class="detail-files" aria-label="Files of the run">
      <button
        type="button"
        class="link plain"
        aria-expanded={shown.value}
        onClick={() => {
          shown.value = !shown.value;
        }}
      >
        <Icon name={shown.value ? 'chevron-down' : 'chevron-right'} /> Files
      </button>
      {shown.value && <Files key={props.run} {...props} />}
    </section>
  );
}

function Files({ run, words }: { readonly run: RunId; readonly words: string }): VNode {
  const runs = useMemo(() => [run], [run]);
  const { lists, problem, waiting } = useArtifacts(runs);
  const sizes = lists.get(run);
  const wanted = words.trim().toLowerCase();
  const found = useMemo(
    () =>
      [...(sizes ?? [])]
        .filter(([path]) => wanted === '' || path.toLowerCase().includes(wanted))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    [sizes, wanted],
  );
  if (problem !== undefined) return <p class="bad">{problem}</p>;
  if (!sizes) return <p class="faint">{waiting ? 'Looking for files…' : 'It kept no files.'}</p>;
  return (
    <>
      <p class="faint">
        {found.length < sizes.size && `${found.length.toLocaleString('en-US')} of `}
        {sizes.size.toLocaleString('en-US')}
      </p>
      <LongList items={found} keyOf={([path]) => path} label="Files">
        {([path, size]) => (
          <>
            <Icon name={fileIcon(path)} />
            <button
              type="button"
              class="link plain grow"
              title={size > largestPreview ? `${path}: too large for the editor` : undefined}
              disabled={size > largestPreview}
              onClick={() => tell(() => client.ask('openArtifact', { run, path }))}
            >
              <CutName name={path} />
            </button>
            <span class="faint">{sizeText(size)}</span>
            <IconButton
              icon="cloud-download"
              name={`Download ${path}`}
              onClick={() => tell(() => client.ask('downloadArtifact', { run, path }))}
            />
          </>
        )}
      </LongList>
    </>
  );
}
