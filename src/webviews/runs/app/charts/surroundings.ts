import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { type Palette, readPalette } from './palette';

const themed = signal(0);
let watching = false;
let known: { readonly at: number; readonly palette: Palette } | undefined;

/** Colours of the theme; whoever asks is told when the theme changes. */
export function palette(): Palette {
  if (!watching) {
    watching = true;
    new MutationObserver(() => themed.value++).observe(document.body, {
      attributes: true,
      attributeFilter: ['class', 'data-vscode-theme-id'],
    });
    new MutationObserver(() => themed.value++).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['style'],
    });
  }
  const at = themed.value;
  if (known?.at !== at) known = { at, palette: readPalette() };
  return known.palette;
}

/** Width of an element, px, also of another one that takes its place; 0 before it is known. */
export function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  const [element, setElement] = useState<HTMLElement | null>(null);
  useEffect(() => setElement(box.current));
  useEffect(() => {
    if (!element) return undefined;
    const sizes = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0)),
    );
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [element]);
  return width;
}

/**
 * Whether something of an element is seen, or nearly, inside of what scrolls it; false until it was looked at, which is
 * after the page around it was painted.
 */
export function useInSight(box: { readonly current: HTMLElement | null }): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    if (!box.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setInSight(entries.at(-1)?.isIntersecting === true),
      { root: box.current.closest('.charts'), rootMargin: '120px 0px' },
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return inSight;
}
