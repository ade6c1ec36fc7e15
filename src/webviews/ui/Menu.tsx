import { type VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import './menu.css';

export interface MenuItem {
  readonly label: string;
  readonly icon: string;
  readonly run: () => void;
}

/** A button with a list of things to do. Arrows, Home, End and Escape work as in the editor's own menus. */
export function Menu(props: {
  readonly icon: string;
  readonly name: string;
  readonly text?: string;
  readonly items: () => readonly MenuItem[];
}): VNode {
  const [open, setOpen] = useState(false);
  const [place, setPlace] = useState({ x: 0, y: 0 });
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const close = (refocus: boolean): void => {
    setOpen(false);
    if (refocus) button.current?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    list.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const outside = (event: Event): void => {
      if (!list.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    document.addEventListener('scroll', outside, true);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      document.removeEventListener('scroll', outside, true);
    };
  }, [open]);
  const toggle = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box) setPlace({ x: Math.min(box.left, innerWidth - 240), y: box.bottom + 2 });
    setOpen(!open);
  };
  const onKey = (event: KeyboardEvent): void => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const go = (to: number): void => items[(to + items.length) % items.length]?.focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(items.length - 1);
    else if (event.key === 'Escape') close(true);
    else if (event.key === 'Tab') close(false);
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.text === undefined ? 'icon-button' : 'text-button'}
        title={props.name}
        aria-label={props.name}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={toggle}
      >
        <span class={`codicon codicon-${props.icon}`} aria-hidden="true" />
        {props.text !== undefined && <span class="button-text">{props.text}</span>}
        {props.text !== undefined && (
          <span class="codicon codicon-chevron-down" aria-hidden="true" />
        )}
      </button>
      {open && (
        <div
          ref={list}
          class="menu"
          role="menu"
          aria-label={props.name}
          style={{ left: `${place.x}px`, top: `${place.y}px` }}
          onKeyDown={onKey}
        >
          {props.items().map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close(true);
                item.run();
              }}
            >
              <span class={`codicon codicon-${item.icon}`} aria-hidden="true" /> {item.label}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
