import { type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Where the name of a view is typed. `onEnd` is told the name once; undefined: nothing is to be done. */
export function ViewName(props: {
  readonly name: string;
  readonly onEnd: (name: string | undefined) => void;
}): VNode {
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  // Before the next key comes.
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const end = (typed: string): void => {
    if (ended.current) return;
    ended.current = true;
    const name = typed.trim();
    props.onEnd(name === '' ? undefined : name);
  };
  return (
    <input
      ref={input}
      class="view-name"
      type="text"
      aria-label="Name of the view"
      placeholder="Name of the view"
      maxLength={100}
      defaultValue={props.name}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') end(event.currentTarget.value);
        else if (event.key === 'Escape') end('');
      }}
      onBlur={(event) => end(event.currentTarget.value)}
    />
  );
}
