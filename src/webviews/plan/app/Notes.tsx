import { type VNode } from 'preact';
import { type Plan } from '../../../model/plan';
import { Icon } from '../../ui/Controls';
import { noteIcons } from './words';

/** What somebody should know before agreeing, billing among it. */
export function Notes({ plan }: { readonly plan: Plan }): VNode | null {
  const { billing } = plan;
  if (plan.notes.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">
        Before you agree{' '}
        {billing.kind !== 'unknown' && (
          <span class="faint normal">billing account “{billing.account}”</span>
        )}
      </h2>
      <ul class="notes">
        {plan.notes.map((note) => (
          <li key={note.title}>
            <span class={note.kind === 'human' || note.kind === 'warning' ? 'warn' : 'faint'}>
              <Icon name={noteIcons[note.kind]} />
            </span>
            <span>
              <b>{note.title}</b> {note.text}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
