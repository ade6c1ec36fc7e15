import { type VNode } from 'preact';
import { type StepView } from '../../../model/journal';
import { isYours } from '../../../model/timeline';
import { Icon } from '../../ui/Controls';

/** How a step stands: shape, word for screen readers, and colour. */
export function StepIcon({ step }: { readonly step: StepView }): VNode {
  if (isYours(step) && step.state !== 'done' && step.state !== 'failed') {
    const label = step.progress?.needsYou ? 'waits for you' : 'will need you';
    return toned('warn', <Icon name="person" label={label} />);
  }
  switch (step.state) {
    case 'waiting':
      return toned('faint', <Icon name="circle-large" label="waiting" />);
    case 'running':
      return toned('busy', <Icon name="loading~spin" label="running" />);
    case 'done':
      return toned('good', <Icon name="pass" label="done" />);
    case 'failed':
      return toned('bad', <Icon name="error" label="failed" />);
  }
}

function toned(tone: string, icon: VNode): VNode {
  return <span class={tone}>{icon}</span>;
}
