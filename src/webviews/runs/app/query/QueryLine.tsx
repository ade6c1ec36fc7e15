import { useSignal } from '@preact/signals';
import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { colourQuery } from '../../../../model/query/colours';
import { completeQuery, type Completion } from '../../../../model/query/complete';
import { Icon, IconButton } from '../../../ui/Controls';
import { rows } from '../data';
import { keep, kept } from '../kept';
import './query.css';
import { asked, columnOf, matching, query, queryNames, queryText, setQuery } from './queryState';

const historyLength = 30;

/** Where the query is typed: coloured, completed, and with a sentence when it cannot be understood. */
export function QueryLine(): VNode {
  const input = useRef<HTMLInputElement>(null);
  const colours = useRef<HTMLDivElement>(null);
  /** Undefined: the list is closed. */
  const cursor = useSignal<number | undefined>(undefined);
  const active = useSignal(-1);
  const text = queryText.value;
  const { problem } = query.value;
  const offered =
    cursor.value === undefined
      ? undefined
      : completeQuery(text, cursor.value, {
          names: queryNames.value,
          column: columnOf,
          fact: (name) => asked.value.fact(name),
        });
  const past = text === '' && cursor.value !== undefined ? kept.value.history.map(fromHistory) : [];
  const items = [...past, ...(offered?.items ?? [])].slice(0, 50);
  const open = items.length > 0;

  const close = (): void => {
    cursor.value = undefined;
    active.value = -1;
  };
  const show = (): void => {
    cursor.value = input.current?.selectionStart ?? text.length;
    active.value = -1;
  };
  const take = (index: number): void => {
    const item = items[index];
    if (!item || !offered) return;
    const whole = index < past.length;
    const before = whole ? '' : text.slice(0, offered.start);
    const after = whole ? '' : text.slice(offered.end);
    const put = before + item.insert + (after.startsWith(' ') || whole ? '' : ' ');
    // At once: what is typed next has to come behind it.
    const field = input.current;
    if (field) {
      field.value = put + after;
      field.focus();
      field.setSelectionRange(put.length, put.length);
    }
    setQuery(put + after);
    close();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!open) {
        show();
        return;
      }
      const step = key === 'ArrowDown' ? 1 : -1;
      active.value =
        (Math.max(active.value, key === 'ArrowDown' ? -1 : 0) + step + items.length) % items.length;
    } else if ((key === 'Enter' || key === 'Tab') && active.value >= 0) {
      event.preventDefault();
      take(active.value);
    } else if (key === 'Enter') {
      remember(text);
      close();
    } else if (key === 'Escape') {
      event.stopPropagation();
      if (open) close();
      else setQuery('');
    }
  };

  useEffect(() => {
    const toQuery = (event: KeyboardEvent): void => {
      const typing = event.composedPath()[0];
      if (event.key !== '/' || typing instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', toQuery);
    return () => document.removeEventListener('keydown', toQuery);
  }, []);
  useEffect(() => {
    document.getElementById(`query-option-${active.value}`)?.scrollIntoView({ block: 'nearest' });
  });

  return (
    <div class="query">
      <div class={problem ? 'filter query-box invalid' : 'filter query-box'}>
        <Icon name="filter" />
        <div class="query-field">
          <div class="query-colours" ref={colours} aria-hidden="true">
            {pieces(text).map(({ from, to, colour }) => (
              <span key={from} class={`q-${colour}`}>
                {text.slice(from, to)}
              </span>
            ))}
          </div>
          <input
            ref={input}
            type="text"
            role="combobox"
            spellcheck={false}
            autocomplete="off"
            placeholder="metrics.AUC > 0.8 and status = finished, or words"
            aria-label="Filter runs"
            aria-expanded={open}
            aria-controls={open ? 'query-options' : undefined}
            aria-autocomplete="list"
            aria-activedescendant={active.value >= 0 ? `query-option-${active.value}` : undefined}
            aria-invalid={problem ? 'true' : undefined}
            aria-describedby={problem ? 'query-problem' : undefined}
            value={text}
            onInput={(event) => {
              setQuery(event.currentTarget.value);
              show();
            }}
            onClick={show}
            onKeyDown={onKeyDown}
            onBlur={() => {
              remember(text);
              close();
            }}
            onScroll={(event) => {
              if (colours.current) colours.current.scrollLeft = event.currentTarget.scrollLeft;
            }}
          />
        </div>
        {text !== '' && (
          <>
            <span class="faint">
              {matching.value.length.toLocaleString('en-US')} of{' '}
              {rows.value.length.toLocaleString('en-US')}
            </span>
            <IconButton
              icon="close"
              name="Clear the filter"
              onClick={() => {
                setQuery('');
                input.current?.focus();
              }}
            />
          </>
        )}
      </div>
      {open && (
        <ul
          id="query-options"
          class="query-options"
          role="listbox"
          aria-label="What can stand here"
        >
          {items.map((item, index) => (
            <li
              key={`${item.kind} ${item.label}`}
              id={`query-option-${index}`}
              role="option"
              aria-selected={index === active.value}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                take(index);
              }}
            >
              <span class="ellipsis grow">{item.label}</span>
              <span class="faint">{item.detail}</span>
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <div id="query-problem" class="query-problem" role="status">
          {problem.message}
        </div>
      )}
    </div>
  );
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

/** Coloured pieces, cut where a mistake begins and ends. */
function pieces(text: string): Piece[] {
  const { problem } = query.value;
  return colourQuery(text).flatMap(({ start, end, colour }) => {
    if (!problem) return [{ from: start, to: end, colour }];
    const cuts = [start, problem.start, problem.end, end]
      .map((at) => Math.min(end, Math.max(start, at)))
      .sort((a, b) => a - b);
    return cuts.slice(0, -1).flatMap((from, index): Piece[] => {
      const to = cuts[index + 1] ?? from;
      const wrong = from >= problem.start && to <= problem.end;
      return to > from ? [{ from, to, colour: wrong ? `${colour} q-wrong` : colour }] : [];
    });
  });
}

function fromHistory(query: string): Completion {
  return { label: query, insert: query, detail: 'asked before', kind: 'keyword' };
}

/** Keeps a query that could be understood. */
function remember(text: string): void {
  const asked = text.trim();
  const { history } = kept.value;
  if (asked === '' || query.value.problem || history[0] === asked) return;
  keep({ history: [asked, ...history.filter((one) => one !== asked)].slice(0, historyLength) });
}
