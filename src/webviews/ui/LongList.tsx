import { type ComponentChildren, type VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import './longList.css';

/** Lists up to this length are in the page as they are, and scroll with it. */
const short = 60;
/** Kept ready above and below what is seen, px. */
const margin = 300;

export interface LongListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly label: string;
  readonly classOf?: (item: T) => string;
  /** What a line shows. The first button in it is what the arrow keys go to. */
  readonly children: (item: T) => ComponentChildren;
}

/** Lines of one height, however many: a long list scrolls by itself and has only what is seen in the page. */
export function LongList<T>({ items, ...props }: LongListProps<T>): VNode {
  const box = useRef<HTMLUListElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 400 });
  const [lineHeight, setLineHeight] = useState(24);
  // The line with the focus stays when it is scrolled out of sight.
  const [current, setCurrent] = useState<number>();
  const wanted = useRef<number | undefined>(undefined);
  const long = items.length > short;

  useLayoutEffect(() => {
    const list = box.current;
    if (!list) return undefined;
    const measure = (): void => {
      setSeen({ top: list.scrollTop, height: list.clientHeight });
      const line = list.querySelector('li')?.offsetHeight ?? 0;
      if (line > 0) setLineHeight(line);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(list);
    measure();
    return () => observer.disconnect();
  }, [long]);
  useLayoutEffect(() => {
    const list = box.current;
    if (list && seen.top !== list.scrollTop) setSeen({ ...seen, top: list.scrollTop });
    if (wanted.current === undefined) return;
    focusLine(list, wanted.current);
    wanted.current = undefined;
  });

  const lineAt = (y: number): number => Math.floor(y / lineHeight);
  const from = long ? Math.max(0, lineAt(seen.top - margin)) : 0;
  const to = long ? lineAt(seen.top + seen.height + margin) + 1 : items.length;
  const places = items.slice(from, to).map((_item, index) => from + index);
  if (long && current !== undefined && current < items.length && !places.includes(current))
    places.push(current);

  const goTo = (place: number): void => {
    const list = box.current;
    if (!list) return;
    const next = Math.max(0, Math.min(items.length - 1, place));
    if (long) {
      const top = next * lineHeight;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + lineHeight > list.scrollTop + list.clientHeight)
        list.scrollTop = top + lineHeight - list.clientHeight;
    }
    wanted.current = next;
    setCurrent(next);
    if (next === current) focusLine(list, next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = placeOf(event.target);
    if (at === undefined) return;
    const page = Math.max(1, lineAt(seen.height) - 1);
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  };

  return (
    <ul
      ref={box}
      class={long ? 'long-list scrolls' : 'long-list'}
      aria-label={props.label}
      tabIndex={long ? 0 : undefined}
      style={long ? { '--room': `${items.length * lineHeight}px` } : undefined}
      onScroll={({ currentTarget }) => setSeen({ ...seen, top: currentTarget.scrollTop })}
      onKeyDown={onKeyDown}
      onFocusCapture={({ target }) => setCurrent(placeOf(target))}
    >
      {places.map((place) => {
        const item = items[place];
        if (item === undefined) return null;
        return (
          <li
            key={props.keyOf(item)}
            class={props.classOf?.(item)}
            data-place={place}
            aria-setsize={items.length}
            aria-posinset={place + 1}
            style={long ? { top: `${place * lineHeight}px` } : undefined}
          >
            {props.children(item)}
          </li>
        );
      })}
    </ul>
  );
}

function placeOf(target: EventTarget | null): number | undefined {
  const place = (target as Element | null)?.closest<HTMLElement>('[data-place]')?.dataset['place'];
  return place === undefined ? undefined : Number(place);
}

function focusLine(list: HTMLElement | null, place: number): void {
  list
    ?.querySelector<HTMLElement>(`[data-place="${place}"] button`)
    ?.focus({ preventScroll: list.classList.contains('scrolls') });
}
