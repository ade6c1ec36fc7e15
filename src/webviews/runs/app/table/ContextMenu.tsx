import { type VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { type OpenMenu, openMenu } from './menu';
import { px } from './placing';

/** The menu that is open. Arrows, Home, End, letters and Escape work as in the editor's own. */
export function ContextMenu(): VNode | null {
  const menu = openMenu.value;
  return menu ? <List key={`${menu.name} ${menu.x} ${menu.y}`} menu={menu} /> : null;
}

function List({ menu }: { readonly menu: OpenMenu }): VNode {
  const list = useRef<HTMLDivElement>(null);
  const close = (): void => {
    openMenu.value = undefined;
    menu.from?.focus({ preventScroll: true });
  };
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = px(Math.max(0, Math.min(menu.x, innerWidth - width - 4)));
    element.style.top = px(Math.max(0, Math.min(menu.y, innerHeight - height - 4)));
    element.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  }, [menu]);
  useEffect(() => {
    const outside = (event: Event): void => {
      if (!list.current?.contains(event.target as Node)) openMenu.value = undefined;
    };
    document.addEventListener('pointerdown', outside, true);
    addEventListener('blur', outside);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      removeEventListener('blur', outside);
    };
  }, []);
  const onKey = (event: KeyboardEvent): void => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const go = (to: number): void => items[(to + items.length) % items.length]?.focus();
    event.stopPropagation();
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(-1);
        break;
      case 'Tab':
      case 'Escape':
        close();
        break;
      case 'Enter':
      case ' ':
        return;
      default: {
        const letter = event.key.toLowerCase();
        const starts = (item: HTMLElement): boolean =>
          item.innerText.trim().toLowerCase().startsWith(letter);
        const next = [...items.slice(at + 1), ...items].find(starts);
        next?.focus();
      }
    }
    event.preventDefault();
  };
  return (
    <div class="menu context-menu" ref={list} role="menu" aria-label={menu.name} onKeyDown={onKey}>
      {menu.lines.map((line, index) =>
        typeof line === 'string' ? (
          <div key={index} class="menu-title" role="presentation">
            {line}
          </div>
        ) : (
          <button
            key={index}
            type="button"
            role={line.checked === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked={line.checked}
            disabled={line.disabled}
            tabIndex={-1}
            onClick={() => {
              close();
              line.run();
            }}
          >
            <span
              class={`codicon codicon-${line.checked === undefined ? (line.icon ?? 'blank') : line.checked ? 'check' : 'blank'}`}
              aria-hidden="true"
            />
            <span class="grow ellipsis">{line.label}</span>
            {line.keys !== undefined && <span class="menu-keys">{line.keys}</span>}
          </button>
        ),
      )}
    </div>
  );
}
