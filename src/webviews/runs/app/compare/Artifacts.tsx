import { type VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { plural, sizeText } from '../../../../model/words';
import { IconButton } from '../../../ui/Controls';
import { LongList } from '../../../ui/LongList';
import { client } from '../client';
import { tell } from '../message';
import { CutName } from '../CutName';
import { Mark } from '../Mark';
import { marks } from '../model';
import { nameOf } from './compareState';
import { fileIcon } from './fileIcon';
import { Preview } from './Preview';
import { type ArtifactLists, useArtifacts } from './useArtifacts';

/** Marks of so many runs stand beside a file; beyond them a count. */
const marksShown = 6;
/** Fewer files are found by looking. */
const searchedFrom = 20;

/** Which run has which file; shapes tell, as everywhere. One file is shown next to the same of the other runs. */
export function Artifacts({ runs }: { readonly runs: readonly RunId[] }): VNode {
  const { lists, problem, waiting } = useArtifacts(runs);
  const [chosen, setChosen] = useState<string>();
  const [words, setWords] = useState('');
  const paths = useMemo(() => pathsOf(runs, lists), [runs, lists]);
  const found = useMemo(() => {
    const wanted = words.trim().toLowerCase();
    return wanted === '' ? paths : paths.filter((path) => path.toLowerCase().includes(wanted));
  }, [paths, words]);
  const having = (path: string): RunId[] => runs.filter((run) => lists.get(run)?.has(path));
  const shown = chosen !== undefined && having(chosen).length > 0 ? chosen : undefined;
  return (
    <aside class="artifacts" aria-label="Artifacts">
      <header class="pane-title">
        <h2>Artifacts</h2>
        <span class="faint" role="status">
          {countText(found.length, paths.length)}
        </span>
      </header>
      {problem !== undefined && <div class="message problem">{problem}</div>}
      {paths.length === 0 && problem === undefined && (
        <p class="faint">{waiting ? 'Looking for files…' : 'These runs kept no files.'}</p>
      )}
      {paths.length > searchedFrom && (
        <input
          type="text"
          class="long-list-find"
          placeholder="Find a file"
          aria-label="Find a file"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && words !== '') setWords('');
          }}
        />
      )}
      {found.length === 0 && paths.length > 0 && <p class="faint">No file has this in its path.</p>}
      <LongList
        items={found}
        keyOf={(path) => path}
        label="Files"
        classOf={(path) => (path === shown ? 'file shown' : 'file')}
      >
        {(path) => {
          const owners = having(path);
          const [first] = owners;
          return (
            <>
              <span class={`codicon codicon-${fileIcon(path)}`} aria-hidden="true" />
              <button
                type="button"
                class="file-name grow"
                aria-expanded={path === shown}
                onClick={() => setChosen(path === shown ? undefined : path)}
              >
                <CutName name={path} />
              </button>
              <Owners runs={owners} />
              <span class="faint size">
                {first === undefined ? '' : sizeText(lists.get(first)?.get(path) ?? 0)}
              </span>
            </>
          );
        }}
      </LongList>
      {shown !== undefined && (
        <Preview key={shown} path={shown} sizes={sizesOf(shown, runs, lists)} />
      )}
      <Downloads runs={runs} lists={lists} />
    </aside>
  );
}

function pathsOf(runs: readonly RunId[], lists: ArtifactLists): string[] {
  const paths = new Set<string>();
  for (const run of runs) for (const path of lists.get(run)?.keys() ?? []) paths.add(path);
  return [...paths].sort();
}

function sizesOf(
  path: string,
  runs: readonly RunId[],
  lists: ArtifactLists,
): ReadonlyMap<RunId, number> {
  return new Map(
    runs.flatMap((run) => {
      const size = lists.get(run)?.get(path);
      return size === undefined ? [] : [[run, size] as const];
    }),
  );
}

function countText(found: number, all: number): string {
  if (all === 0) return '';
  const total = all.toLocaleString('en-US');
  return found === all ? total : `${found.toLocaleString('en-US')} of ${total}`;
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
  readonly lists: ArtifactLists;
}): VNode | null {
  const having = props.runs.filter((run) => (props.lists.get(run)?.size ?? 0) > 0);
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
              <span class="faint">{plural(props.lists.get(run)?.size ?? 0, 'file')}</span>
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
