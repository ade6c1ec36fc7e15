import { type VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { columnKey } from '../../../../model/frame/frame';
import { type RunId } from '../../../../model/ids';
import { agoText, metricText } from '../../../../model/words';
import { Button } from '../../../ui/Controls';
import { infoOf, number, rowOf, rows } from '../data';
import { state } from '../model';
import { addRun, shownRuns } from './compareState';

const listed = 60;

/** Finds runs by name, branch, commit or status, and puts them beside the others. */
export function AddRun(): VNode {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const found = open ? candidates(text) : [];
  const some = found.slice(0, listed);
  const at = Math.min(active, some.length - 1);
  useEffect(() => {
    if (!open) return undefined;
    input.current?.focus();
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [open]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, some.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, at - 1));
    else if (event.key === 'Enter') add(some[at]?.id);
    else if (event.key === 'Escape') {
      setOpen(false);
      box.current?.querySelector<HTMLElement>('vscode-button')?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="add-run" ref={box}>
      <Button
        icon="add"
        onClick={() => {
          setOpen(!open);
          setText('');
          setActive(0);
        }}
      >
        Add run
      </Button>
      {open && (
        <div class="popup">
          <input
            ref={input}
            type="text"
            role="combobox"
            class="field"
            placeholder="Name, branch, commit or status"
            aria-label="Find a run to add"
            aria-expanded="true"
            aria-controls="runs-to-add"
            aria-activedescendant={at >= 0 ? `add-${at}` : undefined}
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKey}
          />
          <div id="runs-to-add" role="listbox" aria-label="Runs to add" class="choices">
            {some.map((row, index) => (
              <div
                key={row.id}
                id={`add-${index}`}
                role="option"
                aria-selected={index === at}
                class={index === at ? 'choice active' : 'choice'}
                onClick={() => add(row.id)}
              >
                <span class="ellipsis grow">{row.name}</span>
                <span class="faint ellipsis branch">{row.branch}</span>
                <span class="amount">{keyValue(row.id)}</span>
                <span class="faint age">{agoText(row.createdAt, Date.now())}</span>
              </div>
            ))}
          </div>
          <p class="faint small">
            {found.length === 0
              ? 'No other run fits.'
              : found.length > listed
                ? `${listed} of ${found.length.toLocaleString('en-US')}; type to narrow them down`
                : 'Enter adds, Escape closes'}
          </p>
        </div>
      )}
    </div>
  );
}

function add(run: RunId | undefined): void {
  if (run !== undefined) addRun(run);
}

function candidates(text: string) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const there = new Set(shownRuns.value);
  return rows.value.filter((row) => {
    if (there.has(row.id)) return false;
    if (words.length === 0) return true;
    const all = [row.name, row.branch, row.commit, row.status, row.version, row.experiment]
      .join(' ')
      .toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

function keyValue(run: RunId): string {
  const info = infoOf(columnKey('metric', state.value.keyMetric));
  const value = info && number(info.key, rowOf.value.get(run));
  return value === undefined ? '' : metricText(value);
}
