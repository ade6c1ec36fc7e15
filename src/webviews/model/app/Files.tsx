import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { plural, sizeText } from '../../../model/words';
import { LongList } from '../../ui/LongList';
import { type VersionFile, type VersionRow } from '../contract';
import { client } from './client';

/** Fewer files are found by looking. */
const searchedFrom = 20;

/** Files of one version, read when they are looked at. */
export function Files({ version }: { readonly version: VersionRow }): VNode {
  const [files, setFiles] = useState<readonly VersionFile[]>();
  const [problem, setProblem] = useState<string>();
  const [words, setWords] = useState('');
  useEffect(() => {
    const abort = new AbortController();
    client.ask('files', { version: version.id }, abort.signal).then(setFiles, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => abort.abort();
  }, [version.id, version.fileCount]);
  if (problem !== undefined) return <div class="bad">{problem}</div>;
  if (!files) return <div class="faint">Looking for the files…</div>;
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const wanted = words.trim().toLowerCase();
  const found =
    wanted === '' ? files : files.filter(({ path }) => path.toLowerCase().includes(wanted));
  return (
    <div class="files">
      {files.length > searchedFrom && (
        <input
          type="text"
          class="long-list-find"
          placeholder="Find a file"
          aria-label={`Find a file of version ${version.version}`}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
      {found.length === 0 && files.length > 0 && <p class="faint">No file has this in its path.</p>}
      <LongList
        items={found}
        keyOf={({ path }) => path}
        label={`Files of version ${version.version}`}
      >
        {(file) => (
          <>
            <span class="mono ellipsis" title={file.path}>
              {file.path}
            </span>
            <span class="faint">{sizeText(file.size)}</span>
          </>
        )}
      </LongList>
      <div class="faint">
        {found.length < files.length && `${found.length.toLocaleString('en-US')} of `}
        {plural(files.length, 'file')}, {sizeText(total)}
      </div>
    </div>
  );
}
