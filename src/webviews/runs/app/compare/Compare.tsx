import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { columnKey } from '../../../../model/frame/frame';
import { type RunId } from '../../../../model/ids';
import { plural } from '../../../../model/words';
import { Button, Checkbox, Icon } from '../../../ui/Controls';
import { client } from '../client';
import { CutName } from '../CutName';
import { tell } from '../message';
import { MessageLine } from '../MessageLine';
import { infoOf, number, rowOf } from '../data';
import { state, view } from '../model';
import { diff } from '../table/runActions';
import { AddRun } from './AddRun';
import { Artifacts } from './Artifacts';
import { directionOf, find, lines, nameOf, removed, shownRuns, undoRemove } from './compareState';
import { CompareCurves } from './CompareCurves';
import { changeCompare, onlyDiffering, regressionsFirst } from './compareLayout';
import { Grid } from './Grid';
import { useComparison } from './useComparison';

/** More columns than this fit no comment. */
const mostPosted = 50;

/** Runs side by side against the baseline: regressions first, then what differs, curves and artifacts. */
export function Compare(): VNode {
  const { problem, again } = useComparison();
  const runs = shownRuns.value;
  return (
    <main class="compare">
      <Toolbar />
      <MessageLine />
      {problem !== undefined && (
        <div class="message line problem" role="alert">
          <Icon name="error" />
          <bdi class="text">{problem}</bdi>
          <button type="button" class="link" onClick={again}>
            Try again
          </button>
        </div>
      )}
      <Removed />
      <div class="compare-body">
        <Grid>
          <CompareCurves runs={runs} />
        </Grid>
        <Artifacts runs={runs} />
      </div>
    </main>
  );
}

function Toolbar(): VNode {
  const input = useRef<HTMLInputElement>(null);
  const runs = shownRuns.value;
  const [baseline, ...others] = runs;
  const best = bestOf(others);
  const { hidden } = lines.value;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.composedPath()[0] instanceof HTMLInputElement;
      if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !typing) undoRemove();
      else if (event.key === '/' && !typing) input.current?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <header class="toolbar">
      <button type="button" class="link" onClick={back}>
        <span class="codicon codicon-arrow-left" aria-hidden="true" /> Runs
      </button>
      <h1>
        {plural(others.length, 'run')} against <CutName name={nameOf(baseline)} />
      </h1>
      <Checkbox
        checked={onlyDiffering.value}
        label="Only what differs"
        onChange={(checked) => changeCompare({ onlyDiffering: checked, turned: [] })}
      />
      {hidden > 0 && <span class="faint small">{hidden.toLocaleString('en-US')} hidden</span>}
      <Checkbox
        checked={regressionsFirst.value}
        label="Regressions first"
        onChange={(checked) => changeCompare({ regressionsFirst: checked })}
      />
      <label class="filter find">
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          placeholder="Find a row"
          aria-label="Find a metric, param or tag"
          value={find.value}
          onInput={(event) => {
            find.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') find.value = '';
          }}
        />
      </label>
      <span class="grow" />
      <AddRun />
      <Button
        icon="comment"
        disabled={best === undefined}
        title={
          best === undefined
            ? undefined
            : `Post it to the merge request of ${nameOf(best)}'s branch`
        }
        onClick={() => {
          if (best)
            tell(() =>
              client.ask('postComparison', { runs: [...runs.slice(0, mostPosted)], to: best }),
            );
        }}
      >
        Post…
      </Button>
      <Button
        icon="diff-multiple"
        disabled={best === undefined}
        title={
          best === undefined ? undefined : `The commits of ${nameOf(baseline)} and ${nameOf(best)}`
        }
        onClick={() => diff(best, baseline)}
      >
        Code diff
      </Button>
      <Button
        primary
        disabled={best === undefined}
        title={best === undefined ? undefined : `Promote ${nameOf(best)}`}
        onClick={() => {
          if (best) view.value = { kind: 'promote', run: best };
        }}
      >
        Promote…
      </Button>
    </header>
  );
}

/** The way back for a run that was taken out. */
function Removed(): VNode | null {
  const last = removed.value;
  if (!last || shownRuns.value.includes(last.run)) return null;
  return (
    <div class="undo">
      <span class="ellipsis">{nameOf(last.run)} is out of the comparison.</span>
      <button type="button" class="link" onClick={undoRemove}>
        Put it back
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Dismiss"
        title="Dismiss"
        onClick={() => {
          removed.value = undefined;
        }}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** The run with the best key metric; the first one when it has no better direction. */
function bestOf(runs: readonly RunId[]): RunId | undefined {
  const { keyMetric } = state.value;
  const metric = infoOf(columnKey('metric', keyMetric));
  const direction = directionOf(keyMetric);
  if (!metric || direction === 'unknown') return runs[0];
  const sign = direction === 'higher' ? 1 : -1;
  const score = (run: RunId): number => {
    const value = number(metric.key, rowOf.value.get(run));
    return value === undefined || Number.isNaN(value) ? Number.NEGATIVE_INFINITY : sign * value;
  };
  return [...runs].sort((a, b) => score(b) - score(a))[0];
}

function back(): void {
  view.value = { kind: 'table' };
}
