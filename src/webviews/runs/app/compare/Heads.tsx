import { type VNode } from 'preact';
import { type GroupId, type Line, type SectionId } from '../../../../model/comparison/lines';
import { plural } from '../../../../model/words';
import { CutName } from '../CutName';
import { directionOf, directionText, expanded, order, turnDirection } from './compareState';
import { collapsed, fold, showsEqual, toggled, turnSection } from './compareLayout';
import { isLong, isWhole, keyOf, lineName } from './lineShape';

const titles: Readonly<Record<SectionId, string>> = {
  metrics: 'Metrics',
  params: 'Params',
  tags: 'Tags',
  environment: 'Environment',
};

export function SectionHead({
  line,
}: {
  readonly line: Extract<Line, { kind: 'section' }>;
}): VNode {
  const { id, total, differing } = line;
  const equal = total - differing;
  const note = equal === 0 ? `${total}` : `${differing} of ${total} differ`;
  return (
    <>
      <Fold id={id} name={titles[id]}>
        <span class="title">{titles[id]}</span>
      </Fold>
      <span class="faint">{note}</span>
      {id === 'metrics' && (
        <span
          class="faint ellipsis"
          title="The change against the baseline; the bar is scaled to the row"
        >
          · change against the baseline, bar scaled to the row
        </span>
      )}
      {equal > 0 && (
        <button type="button" class="link" onClick={() => turnSection(id)}>
          {showsEqual(id) ? `Hide ${equal} equal` : `Show ${equal} equal`}
        </button>
      )}
    </>
  );
}

export function GroupHead({ line }: { readonly line: Extract<Line, { kind: 'group' }> }): VNode {
  const { sign, tone, text } = groupWords(line.id);
  return (
    <>
      <Fold id={line.id} name={text} />
      <span class={tone} aria-hidden="true">
        {sign}
      </span>
      <span>{text}</span> <span class="faint">{line.count.toLocaleString('en-US')}</span>
    </>
  );
}

/** The name of a line; metrics say which way is better, and change it on a click. */
export function LineName({ line }: { readonly line: Line }): VNode {
  const name = lineName(line);
  const key = keyOf(line);
  if (line.kind === 'metric') {
    const direction = directionOf(name);
    return (
      <>
        <CutName name={name} />
        <button
          type="button"
          class="direction faint small"
          title={`${directionText(direction)}; click to change that`}
          aria-label={`${name}: ${directionText(direction)}. Change`}
          onClick={() => turnDirection(name)}
        >
          {direction === 'lower' ? 'lower is better' : direction === 'higher' ? '↑' : '?'}
        </button>
      </>
    );
  }
  return (
    <>
      <CutName name={name} mono={line.kind !== 'code'} />
      {isLong(line) && (
        <button
          type="button"
          class="icon-button"
          aria-expanded={isWhole(line)}
          aria-label={`The whole values of ${name}`}
          title={isWhole(line) ? 'Show one line' : 'Show the whole values'}
          onClick={() => {
            expanded.value = toggled(expanded.value, key);
          }}
        >
          <span class={`codicon codicon-${isWhole(line) ? 'fold' : 'unfold'}`} aria-hidden="true" />
        </button>
      )}
    </>
  );
}

function Fold(props: {
  readonly id: SectionId | GroupId;
  readonly name: string;
  readonly children?: VNode;
}): VNode {
  const closed = collapsed.value.has(props.id);
  return (
    <button
      type="button"
      class="fold"
      aria-expanded={!closed}
      aria-label={props.name}
      onClick={() => fold(props.id)}
    >
      <span class={`codicon codicon-chevron-${closed ? 'right' : 'down'}`} aria-hidden="true" />
      {props.children}
    </button>
  );
}

function groupWords(id: GroupId): { sign: string; tone: string; text: string } {
  const others = order.value.length - 1;
  switch (id) {
    case 'worse':
      return { sign: '△', tone: 'bad', text: 'Worse in at least one run' };
    case 'better':
      return {
        sign: '▲',
        tone: 'good',
        text: others === 1 ? 'Better' : `Better in all ${plural(others, 'run')}`,
      };
    case 'mixed':
      return { sign: '▲', tone: 'faint', text: 'Not worse in any run' };
    case 'unknown':
      return { sign: '↕', tone: 'faint', text: 'Better direction unknown' };
    case 'equal':
      return { sign: '=', tone: 'faint', text: 'Equal in all runs' };
  }
}
