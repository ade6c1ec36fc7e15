import { type VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { keep, kept } from '../kept';

/** px that the charts, and the table beside them, keep at least. */
const leastWidth = 240;
const step = 16;

/** Between the table and the charts: dragged, or moved by arrows, Home and End; a double click gives the usual width. */
export function Splitter({ paneId }: { readonly paneId: string }): VNode {
  const bar = useRef<HTMLDivElement>(null);
  const [sizes, setSizes] = useState({ now: 0, most: leastWidth });
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const pane = document.getElementById(paneId);
    const whole = bar.current?.parentElement;
    if (!pane || !whole) return undefined;
    // Asking the elements would make the page arrange itself in the middle of being built.
    const widths = new Map<Element, number>();
    const observer = new ResizeObserver((entries) => {
      for (const { target, borderBoxSize, contentRect } of entries) {
        widths.set(target, borderBoxSize[0]?.inlineSize ?? contentRect.width);
      }
      setSizes({
        now: Math.round(widths.get(pane) ?? 0),
        most: Math.max(leastWidth, (widths.get(whole) ?? 0) - leastWidth),
      });
    });
    observer.observe(pane);
    observer.observe(whole);
    return () => observer.disconnect();
  }, [paneId]);
  const resize = (width: number): void => {
    keep({ chartsWidth: Math.round(Math.max(leastWidth, Math.min(sizes.most, width))) });
  };
  return (
    <div
      ref={bar}
      class={`splitter${dragging ? ' dragging' : ''}`}
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the charts"
      aria-controls={paneId}
      aria-valuemin={leastWidth}
      aria-valuemax={sizes.most}
      aria-valuenow={sizes.now}
      aria-valuetext={`${sizes.now} pixels`}
      title="Drag to change the width of the charts; a double click gives the usual one"
      tabIndex={0}
      onKeyDown={(event) => {
        const by = event.shiftKey ? 4 * step : step;
        const width = {
          ArrowLeft: sizes.now + by,
          ArrowRight: sizes.now - by,
          Home: leastWidth,
          End: sizes.most,
        }[event.key];
        if (width === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        resize(width);
      }}
      onDblClick={() => keep({ chartsWidth: usualWidth })}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        const from = event.clientX + sizes.now;
        const handle = event.currentTarget;
        handle.focus();
        handle.setPointerCapture(event.pointerId);
        setDragging(true);
        handle.onpointermove = (move) => resize(from - move.clientX);
        handle.onlostpointercapture = () => {
          handle.onpointermove = null;
          setDragging(false);
        };
      }}
    />
  );
}

/** Leaves the width to the page. */
const usualWidth = 0;

/** CSS width that the user chose; undefined: the usual one. */
export function chartsWidth(): string | undefined {
  const width = kept.value.chartsWidth ?? usualWidth;
  return width === usualWidth ? undefined : `${width}px`;
}
