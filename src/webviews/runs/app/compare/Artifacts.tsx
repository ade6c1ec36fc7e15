import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { plural, sizeText } from '../../../../model/words';
import { IconButton } from '../../../ui/Controls';
import { type ArtifactFile } from '../../contract/compareContract';
import { client, tell } from '../client';
import { rowFor } from '../data';
import { Mark } from '../Mark';
import { marks, state } from '../model';

/** Which run has which file; shapes tell, as everywhere. */
export function Artifacts({ runs }: { readonly runs: readonly RunId[] }): VNode {
  const [files, setFiles] = useState<ReadonlyMap<RunId, readonly ArtifactFile[]>>();
  const [problem, setProblem] = useState<string>();
  const key = runs.join(' ');
  useEffect(() => {
    const abort = new AbortController();
    Promise.all(
      runs.map(async (run) => [run, await client.ask('artifacts', { run }, abort.signal)] as const),
    )
      .then((lists) => setFiles(new Map(lists)))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [key, state.value.readAt]);
  const paths = [
    ...new Set([...(files?.values() ?? [])].flatMap((list) => list.map((file) => file.path))),
  ].sort();
  return (
    <aside class="artifacts" aria-label="Artifacts">
      <header class="pane-title">
        <h2>Artifacts</h2>
        <span class="faint">{paths.length === 0 ? '' : paths.length}</span>
      </header>
      {problem !== undefined && <div class="message problem">{problem}</div>}
      {paths.length === 0 && problem === undefined && (
        <p class="faint">
          {files === undefined ? 'Looking for files…' : 'These runs kept no files.'}
        </p>
      )}
      <ul>
        {paths.map((path) => {
          const having = runs.filter((run) => files?.get(run)?.some((file) => file.path === path));
          const size =
            files?.get(having[0] as RunId)?.find((file) => file.path === path)?.size ?? 0;
          return (
            <li key={path}>
              <span class={`codicon codicon-${iconOf(path)}`} aria-hidden="true" />
              <span class="ellipsis grow" title={path}>
                {path}
              </span>
              {having.map((run) => {
                const mark = marks.value.get(run);
                return mark ? <Mark key={run} mark={mark} label={runName(run)} /> : null;
              })}
              <span class="faint size">{sizeText(size)}</span>
            </li>
          );
        })}
      </ul>
      {paths.length > 0 && (
        <>
          <h3>Download</h3>
          <ul>
            {runs
              .filter((run) => (files?.get(run)?.length ?? 0) > 0)
              .map((run) => {
                const mark = marks.value.get(run);
                return (
                  <li key={run}>
                    {mark && <Mark mark={mark} />}
                    <span class="ellipsis grow">{runName(run)}</span>
                    <span class="faint">{plural(files?.get(run)?.length ?? 0, 'file')}</span>
                    <IconButton
                      icon="cloud-download"
                      name={`Download the files of ${runName(run)}`}
                      onClick={() => tell(client.ask('downloadArtifacts', { run }))}
                    />
                  </li>
                );
              })}
          </ul>
        </>
      )}
    </aside>
  );
}

function runName(run: RunId): string {
  return rowFor(run)?.name ?? 'run';
}

function iconOf(path: string): string {
  if (/\.(png|svg|jpe?g|gif|webp)$/i.test(path)) return 'file-media';
  if (/\.(json|ya?ml)$/i.test(path)) return 'json';
  if (/\.(csv|tsv|parquet)$/i.test(path)) return 'table';
  return 'file';
}
