import { type VNode } from 'preact';
import { type RunMark } from '../../../model/runColors';

/** A run's shape in its colour, 10 by 10. With a label it says whose it is, else its name stands beside it. */
export function Mark(props: {
  readonly mark: RunMark;
  readonly label?: string | undefined;
}): VNode {
  const { mark, label } = props;
  const said = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const };
  return (
    <svg class="mark" width="10" height="10" viewBox="0 0 10 10" aria-label={label} {...said}>
      {label !== undefined && <title>{label}</title>}
      {shape(mark)}
    </svg>
  );
}

function shape(mark: RunMark): VNode {
  const style = { fill: mark.color };
  switch (mark.shape) {
    case 'circle':
      return <circle cx="5" cy="5" r="4" style={style} />;
    case 'square':
      return <rect x="1.2" y="1.2" width="7.6" height="7.6" style={style} />;
    case 'triangle':
      return <path d="M5 0.8 9.4 9H.6Z" style={style} />;
    case 'diamond':
      return <path d="M5 .8 9.2 5 5 9.2.8 5Z" style={{ fill: 'none', stroke: mark.color }} />;
  }
}
