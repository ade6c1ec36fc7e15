import { type RunId } from '../../../../model/ids';
import { client, setBaseline } from '../client';
import { tell } from '../message';
import { rowFor } from '../data';
import { selectedRuns, state, toggleSelected, view } from '../model';
import { copyRows } from './copying';
import { openDetails } from './detailsState';
import { type MenuLine, showMenu } from './menu';
import { hiddenRuns, showHiddenRuns, starred, toggleStarred } from './personal';
import { compareRuns, diff, hide, meantBy } from './runActions';

/** What can be done with a run, as in the sidebar's menu, and with its row. */
export function openRunMenu(run: RunId, x: number, y: number): void {
  const head = rowFor(run);
  if (head) showMenu(`Run ${head.name.slice(0, 60)}`, x, y, [...actionsOn(run), ...rowLines(run)]);
}

/** As in the sidebar. */
export function actionsOn(run: RunId): readonly MenuLine[] {
  const head = rowFor(run);
  if (!head) return [];
  const { baseline } = state.value;
  const isBaseline = baseline === run;
  const meant = meantBy(run);
  const alone = meant.length < 2;
  const noCommit = head.commit === undefined;
  return [
    { label: 'Show Details', icon: 'list-flat', keys: 'Enter', run: () => openDetails(run) },
    {
      label: 'Promote…',
      icon: 'rocket',
      keys: 'P',
      run: () => {
        view.value = { kind: 'promote', run };
      },
    },
    {
      label: alone ? 'Compare with Baseline' : `Compare ${meant.length} Runs`,
      icon: 'git-compare',
      disabled: alone && (baseline === undefined || isBaseline),
      run: () => compareRuns(meant),
    },
    {
      label: isBaseline ? 'Without This Baseline' : 'Make It the Baseline',
      icon: isBaseline ? 'pinned' : 'pin',
      keys: 'B',
      run: () => setBaseline(isBaseline ? undefined : run),
    },
    'Code',
    {
      label: 'Compare Code with Baseline',
      icon: 'diff-multiple',
      keys: 'D',
      disabled: baseline === undefined || isBaseline || noCommit,
      run: () => diff(run),
    },
    {
      label: 'Check Out Code of Run',
      icon: 'git-branch',
      disabled: noCommit,
      run: () => tell(() => client.ask('checkOut', { run })),
    },
    {
      label: 'Reproduce on New Branch',
      icon: 'repo-forked',
      disabled: noCommit,
      run: () => tell(() => client.ask('reproduce', { run })),
    },
    'Open',
    {
      label: 'In Browser',
      icon: 'link-external',
      keys: 'O',
      run: () => tell(() => client.ask('openWeb', { run })),
    },
    {
      label: 'Log of Its Job',
      icon: 'output',
      keys: 'L',
      disabled: head.job === undefined,
      run: () => tell(() => client.ask('followJob', { run })),
    },
    {
      label: 'Download Artifacts',
      icon: 'cloud-download',
      disabled: !head.hasArtifacts,
      run: () => tell(() => client.ask('downloadArtifacts', { run })),
    },
  ];
}

function rowLines(run: RunId): readonly MenuLine[] {
  const meant = meantBy(run);
  const many = meant.length > 1 ? ` ${meant.length} Runs` : '';
  const hidden = hiddenRuns.value.size;
  const isStarred = starred.value.has(run);
  return [
    'Row',
    {
      label: selectedRuns.value.has(run) ? 'Deselect' : 'Select',
      icon: 'check-all',
      keys: 'Space',
      run: () => toggleSelected(run),
    },
    {
      label: isStarred ? 'Remove the Star' : 'Star',
      icon: isStarred ? 'star-full' : 'star-empty',
      keys: 'S',
      run: () => toggleStarred(run),
    },
    { label: `Hide${many}`, icon: 'eye-closed', keys: 'H', run: () => hide(run) },
    ...(hidden === 0
      ? []
      : [{ label: `Show ${hidden} Hidden`, icon: 'eye', run: showHiddenRuns } as const]),
    { label: `Copy${many}`, icon: 'copy', keys: 'Ctrl+C', run: () => copyRows(meant) },
    {
      label: 'Copy Run ID',
      icon: 'copy',
      run: () => tell(() => client.ask('copy', { text: rowFor(run)?.eid ?? '' })),
    },
    {
      label: 'Delete Run…',
      icon: 'trash',
      run: () => tell(() => client.ask('deleteRun', { run })),
    },
  ];
}
