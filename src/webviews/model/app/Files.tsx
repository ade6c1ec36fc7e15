import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { plural, sizeText } from '../../../model/words';
import { type VersionFile, type VersionRow } from '../contract';
import { client } from './client';

/** Files of one version, read when they are looked at. */
export function Files({ version }: { readonly version: VersionRow }): VNode {
  const [files, setFiles] = useState<readonly VersionFile[]>();
  const [problem, setProblem] = useState<string>();
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
  return (
    <div class="files">
      <ul aria-label={`Files of version ${version.version}`}>
        {files.map((file, index) => (
          <li key={index}>
            <span class="mono ellipsis" title={file.path}>
              {file.path}
            </span>
            <span class="faint">{sizeText(file.size)}</span>
          </li>
        ))}
      </ul>
      <div class="faint">
        {plural(files.length, 'file')}, {sizeText(total)}
      </div>
    </div>
  );
}
