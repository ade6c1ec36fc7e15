import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { previewKind } from '../../../../model/preview/preview';
import { plural, sizeText } from '../../../../model/words';
import { IconButton } from '../../../ui/Controls';
import { type ArtifactFile } from '../../contract/compareContract';
import { client } from '../client';
import { tell } from '../message';
import { revision, rowFor } from '../data';
import { Mark } from '../Mark';
import { marks } from '../model';
import { nameOf } from './compareState';
import { Preview } from './Preview';

type Lists = ReadonlyMap<RunId, readonly ArtifactFile[]>;

/** Marks of so many runs stand beside a file; beyond them a count. */
const marksShown = 6;
const askedAtOnce = 4;

/** Which run has which file; shapes tell, as everywhere. One file is shown next to the same of the other runs. */
export function Artifacts({ runs }: { readonly runs: readonly RunId[] }): VNode {
  const { lists, problem, waiting } = useLists(runs);
  const [chosen, setChosen] = useState<string>();
  const sizes = new Map<string, Map<RunId, number>>();
  for (const run of runs) {
    for (const file of lists.get(run) ?? []) {
      const of = sizes.get(file.path) ?? new Map<RunId, number>();
      sizes.set(file.path, of.set(run, file.size));
    }
  }
  const paths = [...sizes.keys()].sort();
  const shown = chosen !== undefined && sizes.has(chosen) ? chosen : undefined;
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = [
      ...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('.file-name'),
    ];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
  };
  return (
    <aside class="artifacts" aria-label="Artifacts">
      <header class="pane-title">
        <h2>Artifacts</h2>
        <span class="faint">{paths.length === 0 ? '' : paths.length}</span>
      </header>
      {problem !== undefined && <div class="message problem">{problem}</div>}
      {paths.length === 0 && problem === undefined && (
        <p class="faint">{waiting ? 'Looking for files…' : 'These runs kept no files.'}</p>
      )}
      <ul class="files" onKeyDown={move}>
        {paths.map((path) => {
          const having = runs.filter((run) => sizes.get(path)?.has(run));
          const [first] = having;
          return (
            <li key={path} class={path === shown ? 'file shown' : 'file'}>
              <span class={`codicon codicon-${iconOf(path)}`} aria-hidden="true" />
              <button
                type="button"
                class="file-name ellipsis grow"
                title={path}
                aria-expanded={path === shown}
                onClick={() => setChosen(path === shown ? undefined : path)}
              >
                {path}
              </button>
              <Owners runs={having} />
              <span class="faint size">
                {first === undefined ? '' : sizeText(sizes.get(path)?.get(first) ?? 0)}
              </span>
            </li>
          );
        })}
      </ul>
      {shown !== undefined && (
        <Preview key={shown} path={shown} sizes={sizes.get(shown) ?? new Map()} />
      )}
      <Downloads runs={runs} lists={lists} />
    </aside>
  );
}

function Owners({ runs }: { readonly runs: readonly RunId[] }): VNode {
  return (
    <span class="owners">
      {runs.slice(0, marksShown).map((run) => {
        const mark = marks.value.get(run);
        return mark ? <Mark key={run} mark={mark} label={nameOf(run)} /> : null;
      })}
      {runs.length > marksShown && (
        <span class="faint small" title={runs.map(nameOf).join(', ')}>
          +{runs.length - marksShown}
        </span>
      )}
    </span>
  );
}

function Downloads(props: {
  readonly runs: readonly RunId[];
  readonly lists: Lists;
}): VNode | null {
  const having = props.runs.filter((run) => (props.lists.get(run)?.length ?? 0) > 0);
  if (having.length === 0) return null;
  return (
    <>
      <h3>Download</h3>
      <ul>
        {having.map((run) => {
          const mark = marks.value.get(run);
          return (
            <li key={run}>
              {mark && <Mark mark={mark} />}
              <span class="ellipsis grow">{nameOf(run)}</span>
              <span class="faint">{plural(props.lists.get(run)?.length ?? 0, 'file')}</span>
              <IconButton
                icon="cloud-download"
                name={`Download the files of ${nameOf(run)}`}
                onClick={() => tell(() => client.ask('downloadArtifacts', { run }))}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Lists come one by one; those that are here already are not asked for again. */
function useLists(runs: readonly RunId[]): {
  lists: Lists;
  problem: string | undefined;
  waiting: boolean;
} {
  const [lists, setLists] = useState<Lists>(new Map());
  const [problem, setProblem] = useState<string>();
  const [asked, setAsked] = useState(0);
  const key = [...runs].sort().join(' ');
  useEffect(() => {
    const abort = new AbortController();
    const queue = runs.filter((run) => rowFor(run)?.hasArtifacts === true).values();
    setProblem(undefined);
    setAsked((count) => count + 1);
    const worker = async (): Promise<void> => {
      for (const run of queue) {
        const files = await client.ask('artifacts', { run }, abort.signal);
        setLists((now) => new Map([...now, [run, files]]));
      }
    };
    Promise.all(Array.from({ length: askedAtOnce }, worker))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      })
      .finally(() => setAsked((count) => count - 1));
    return () => abort.abort();
  }, [key, revision.value]);
  return { lists, problem, waiting: asked > 0 };
}

function iconOf(path: string): string {
  switch (previewKind(path)) {
    case 'picture':
      return 'file-media';
    case 'json':
      return 'json';
    case 'table':
      return 'table';
    case 'text':
      return 'file';
    case 'none':
      return 'package';
  }
}
