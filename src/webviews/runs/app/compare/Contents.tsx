import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { isRecord } from '../../../../base/record';
import {
  parseTable,
  pictureType,
  previewKind,
  textOfBytes,
} from '../../../../model/preview/preview';

const longestText = 200_000;
const mostRows = 200;
const mostColumns = 40;
const mostEntries = 200;

/** What is in a file: a picture, or text and nothing but text. */
export function Contents(props: {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly name: string;
}): VNode {
  const { path, bytes, name } = props;
  const kind = previewKind(path);
  if (kind === 'picture') return <Picture path={path} bytes={bytes} name={name} />;
  const text = textOfBytes(bytes);
  if (text === undefined) return <p class="faint">This file is no text.</p>;
  if (text === '') return <p class="faint">The file is empty.</p>;
  if (kind === 'json') {
    const json = parseJson(text);
    if (json !== undefined)
      return (
        <div class="tree mono" tabIndex={0} role="group" aria-label={name}>
          <Json value={json.value} depth={0} />
        </div>
      );
  }
  if (kind === 'table') return <Sheet text={text} name={name} />;
  return (
    <pre class="lines mono" tabIndex={0} role="group" aria-label={name}>
      {text.slice(0, longestText)}
      {text.length > longestText && '\n… open it in the editor to see the rest'}
    </pre>
  );
}

/** Drawn from a blob as an image, so that nothing in it runs, not even in an SVG. */
export function Picture(props: {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly name: string;
}): VNode {
  const { path, bytes, name } = props;
  const [url, setUrl] = useState<string>();
  const [size, setSize] = useState<string>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: pictureType(path) ?? '' });
    const made = URL.createObjectURL(blob);
    setBroken(false);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  if (broken) return <p class="faint">This picture cannot be drawn.</p>;
  return (
    <>
      {url !== undefined && (
        <img
          class="picture"
          src={url}
          alt={name}
          title={size}
          onLoad={({ currentTarget }) =>
            setSize(`${currentTarget.naturalWidth} × ${currentTarget.naturalHeight}`)
          }
          onError={() => setBroken(true)}
        />
      )}
    </>
  );
}

function Sheet({ text, name }: { readonly text: string; readonly name: string }): VNode {
  const { head, rows, cut } = parseTable(text, mostRows, mostColumns);
  return (
    <div class="sheet" tabIndex={0} role="group" aria-label={name}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                {cell.slice(0, 200)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>{cell.slice(0, 200)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {cut && <p class="faint">The rest is in the file.</p>}
    </div>
  );
}

/** A value as lines; lists and objects open on a click, so that only what is looked at is in the page. */
function Json({ value, depth }: { readonly value: unknown; readonly depth: number }): VNode {
  const [open, setOpen] = useState(depth < 3);
  if (!Array.isArray(value) && !isRecord(value)) {
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
    return <span class={`json-${typeof value}`}>{text.slice(0, 2_000)}</span>;
  }
  const entries: [string, unknown][] = Object.entries(value);
  const [left, right] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return <span>{left + right}</span>;
  return (
    <>
      <button
        type="button"
        class="fold"
        aria-expanded={open}
        aria-label={`${entries.length} entries`}
        onClick={() => setOpen(!open)}
      >
        <span class={`codicon codicon-chevron-${open ? 'down' : 'right'}`} aria-hidden="true" />
        <span class="faint">
          {left}
          {open ? '' : `${entries.length}${right}`}
        </span>
      </button>
      {open && (
        <div class="entries">
          {entries.slice(0, mostEntries).map(([key, entry]) => (
            <div key={key}>
              {!Array.isArray(value) && <span class="json-key">{key.slice(0, 300)}: </span>}
              <Json value={entry} depth={depth + 1} />
            </div>
          ))}
          {entries.length > mostEntries && (
            <div class="faint">… {entries.length - mostEntries} more in the file</div>
          )}
        </div>
      )}
    </>
  );
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
