import { panned, type Range, zoomed } from '../../../../model/charts/pixelAxis';
import { type Plot, type View } from './plot';

interface Scales {
  readonly full: View;
  /** On a log scale. */
  readonly x: boolean;
  readonly y: boolean;
}

/**
 * Wheel over an axis zooms it; over the data with Ctrl or ⌘ it zooms x and with Alt y, so that the page can still be
 * scrolled there. Shift, the middle button or a held space bar pan; a double click puts one axis or both back.
 */
export function addGestures(element: HTMLElement, plot: Plot, scales: Scales): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const shareOf = (event: MouseEvent): { x: number; y: number } => {
    const box = plot.chart.over.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) / box.width,
      y: 1 - (event.clientY - box.top) / box.height,
    };
  };
  const zoomAxis = (of: 'x' | 'y', share: number, factor: number): void => {
    const place = Math.max(0, Math.min(1, share));
    const next = held(zoomed(plot.view[of], scales[of], place, factor), scales.full[of]);
    plot.zoom(of === 'x' ? { x: next } : { y: next });
  };

  element.addEventListener(
    'wheel',
    (event) => {
      const share = shareOf(event);
      const axis = axisUnder(share, event);
      if (!axis) return;
      event.preventDefault();
      const turn = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 16 : 1);
      const factor = Math.exp(Math.max(-240, Math.min(240, turn)) / 400);
      zoomAxis(axis, share[axis], factor);
    },
    { passive: false, signal },
  );
  element.addEventListener(
    'dblclick',
    (event) => {
      const { x, y } = shareOf(event);
      if (y < 0) plot.zoom({ x: scales.full.x });
      else if (x < 0) plot.zoom({ y: scales.full.y });
      else plot.zoom(undefined);
    },
    { signal },
  );
  element.addEventListener(
    'pointerdown',
    (event) => {
      const pans =
        event.button === 1 ||
        (event.button === 0 && (event.shiftKey || element.classList.contains('panning')));
      if (!pans) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      const start = { view: plot.view, at: shareOf(event) };
      const drag = new AbortController();
      const end = (): void => {
        drag.abort();
        element.classList.remove('dragging');
      };
      element.classList.add('dragging');
      element.addEventListener(
        'pointermove',
        (move) => {
          const at = shareOf(move);
          plot.zoom({
            x: panned(start.view.x, scales.x, start.at.x - at.x),
            y: panned(start.view.y, scales.y, start.at.y - at.y),
          });
        },
        { signal: drag.signal },
      );
      element.addEventListener('pointerup', end, { signal: drag.signal });
      element.addEventListener('pointercancel', end, { signal: drag.signal });
      signal.addEventListener('abort', end, { signal: drag.signal });
    },
    { signal },
  );
  return () => abort.abort();
}

function axisUnder(
  { x, y }: { readonly x: number; readonly y: number },
  event: WheelEvent,
): 'x' | 'y' | undefined {
  if (y < 0) return 'x';
  if (x < 0) return 'y';
  if (event.altKey) return 'y';
  return event.ctrlKey || event.metaKey ? 'x' : undefined;
}

/** Zoomed out further than everything there is: everything. */
function held(next: Range, full: Range): Range {
  return next.min <= full.min && next.max >= full.max ? full : next;
}
