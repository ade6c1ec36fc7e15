import { type VNode } from 'preact';
import { nameParts } from './nameParts';

/** A long name loses its middle: names of one family differ at their ends. Screen readers hear it whole. */
export function CutName({ name, mono }: { readonly name: string; readonly mono?: boolean }): VNode {
  const parts = nameParts(name);
  return (
    <span class={mono === true ? 'cut-name mono' : 'cut-name'} title={name}>
      <span class="ellipsis" aria-hidden={parts ? 'true' : undefined}>
        {parts?.head ?? name}
      </span>
      {parts && (
        <>
          <span class="tail" aria-hidden="true">
            {parts.tail}
          </span>
          <span class="sr-only">{name}</span>
        </>
      )}
    </span>
  );
}
