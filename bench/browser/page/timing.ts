/** ms from the beginning of an action until what it shows has been painted: canvases included, whose pixels are read. */
export async function timed(action: () => unknown): Promise<number> {
  await painted();
  const start = performance.now();
  await action();
  await painted();
  return performance.now() - start;
}

/** Resolves after the next frame. */
export async function painted(): Promise<void> {
  await new Promise(requestAnimationFrame);
  for (const canvas of document.querySelectorAll('canvas')) readPixel(canvas);
  // A message is handled after the frame has been laid out and painted.
  const channel = new MessageChannel();
  await new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  });
  channel.port1.close();
}

/** Resolves with the frame in which something is there. */
export async function shown(isThere: () => boolean): Promise<void> {
  const until = performance.now() + 30_000;
  while (!isThere()) {
    if (performance.now() > until) throw new Error('What was waited for did not come.');
    await new Promise(requestAnimationFrame);
  }
}

let probe: CanvasRenderingContext2D | null = null;

/** A browser draws on a canvas when it has to; somebody who wants a pixel makes it do so now. */
function readPixel(canvas: HTMLCanvasElement): void {
  if (canvas.width === 0 || canvas.height === 0) return;
  probe ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext(
    '2d',
    { willReadFrequently: true },
  );
  probe?.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
  probe?.getImageData(0, 0, 1, 1);
}
