/** A message on its way from the editor to a page, in the manner of VS Code: JSON, and the buffers beside it. */
export interface Carried {
  readonly json: string;
  /** Base64. */
  readonly buffers: readonly string[];
  readonly bytes: number;
}

/** What VS Code does in the extension host: whole buffers are sent, each once; JSON loses what it cannot say. */
export function carried(message: unknown): Carried {
  const buffers: ArrayBufferLike[] = [];
  const indexOf = (buffer: ArrayBufferLike): number => {
    const known = buffers.indexOf(buffer);
    return known === -1 ? buffers.push(buffer) - 1 : known;
  };
  const json = JSON.stringify(message, (_key, value: unknown) => {
    if (value instanceof ArrayBuffer) return { $buffer: indexOf(value) };
    if (!ArrayBuffer.isView(value)) return value;
    const { byteOffset, byteLength } = value;
    return { $buffer: indexOf(value.buffer), view: value.constructor.name, byteOffset, byteLength };
  });
  return {
    json,
    buffers: buffers.map((buffer) => Buffer.from(buffer as ArrayBuffer).toString('base64')),
    bytes: json.length + buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0),
  };
}

/** Runs in the page: puts the message together again and hands it to the page's scripts. */
export function receive({ json, buffers }: Carried): void {
  const arrays = buffers.map(
    (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer,
  );
  const message: unknown = JSON.parse(json, (_key, value: unknown) => {
    const found = value as {
      $buffer?: number;
      view?: 'Float64Array' | 'Uint32Array' | 'Uint8Array';
      byteOffset: number;
      byteLength: number;
    } | null;
    if (typeof found !== 'object' || found?.$buffer === undefined) return value;
    const buffer = arrays[found.$buffer] ?? new ArrayBuffer(0);
    if (found.view === undefined) return buffer;
    const View = window[found.view];
    return new View(buffer, found.byteOffset, found.byteLength / View.BYTES_PER_ELEMENT);
  });
  window.postMessage(message, '*');
}
