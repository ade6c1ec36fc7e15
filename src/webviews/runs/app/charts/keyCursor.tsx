import { type HTMLAttributes, type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { hovered, toggleSelected } from '../model';

/** What the cursor of a chart goes along, from the first thing to the last one. */
export interface KeyList {
  /** Kind of chart, and what its keys do: read out when it gets the focus. */
  readonly kind: string;
  readonly label: string;
  readonly count: number;
  readonly say: (place: number) => string;
  /** The run that a thing belongs to: pointed at everywhere, and selected by Enter. */
  readonly run?: (place: number) => RunId | undefined;
  readonly onEscape?: () => void;
}

export interface KeyCursor {
  /** Undefined without the focus, and before the first key. */
  readonly at: number | undefined;
  /** For the element that takes the focus. */
  readonly keys: HTMLAttributes<HTMLDivElement>;
  /** What a screen reader says; stands beside that element. */
  readonly spoken: VNode;
}

/** The keyboard's cursor of a chart: arrows, Page Up and Down, Home and End move it, and each thing is said. */
export function useKeyCursor(list: KeyList): KeyCursor {
  const [at, setAt] = useState<number>();
  const [said, setSaid] = useState('');
  const go = (place: number): void => {
    const run = list.run?.(place);
    if (run !== undefined) hovered.value = run;
    setAt(place);
    setSaid(list.say(place));
  };
  return {
    at: at !== undefined && at < list.count ? at : undefined,
    keys: {
      tabIndex: 0,
      role: 'group',
      'aria-roledescription': list.kind,
      'aria-label': list.label,
      onKeyDown: (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const place = nextPlace(event, at, list.count);
        if (place !== undefined) go(place);
        else if (event.key === 'Enter' && list.run) {
          const run = at === undefined ? hovered.peek() : list.run(at);
          if (run !== undefined) toggleSelected(run);
        } else if (event.key === 'Escape' && list.onEscape) list.onEscape();
        else return;
        event.preventDefault();
        event.stopPropagation();
      },
      onBlur: () => setAt(undefined),
    },
    spoken: (
      <div class="sr-only" aria-live="polite">
        {said}
      </div>
    ),
  };
}

/** Where a key takes the cursor; round the ends by single steps. Undefined: it moves nothing. */
export function nextPlace(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  at: number | undefined,
  count: number,
): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const by = (step: number): number => {
    if (at === undefined) return step > 0 ? 0 : last;
    if (Math.abs(step) === 1) return (at + step + count) % count;
    return Math.max(0, Math.min(last, at + step));
  };
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return by(shiftKey ? 10 : 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return by(shiftKey ? -10 : -1);
    case 'PageDown':
      return by(10);
    case 'PageUp':
      return by(-10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
