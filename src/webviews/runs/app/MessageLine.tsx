import { type VNode } from 'preact';
import { fixLabels } from '../../../model/fixLabels';
import { Icon, IconButton } from '../../ui/Controls';
import { client } from './client';
import { closeMessage, message, tell } from './message';

const icons = { problem: 'error', hint: 'info', done: 'check' } as const;

/** What could not be done, and the ways on. The page's live region says it to screen readers. */
export function MessageLine(): VNode | null {
  const now = message.value;
  if (!now) return null;
  const { tone, text, fix, again } = now;
  const way = fix === 'open-log' ? 'Show Log' : fix && fixLabels[fix];
  return (
    <div class={`message line ${tone}`} role="group" aria-label="Message">
      <Icon name={icons[tone]} />
      <bdi class="text" title={text}>
        {text}
      </bdi>
      {fix !== undefined && way !== undefined && (
        <button
          type="button"
          class="link"
          onClick={() => tell(() => client.ask('takeWayOut', { fix }))}
        >
          {way}
        </button>
      )}
      {again && (
        <button type="button" class="link" onClick={() => tell(again)}>
          Try again
        </button>
      )}
      <IconButton icon="close" name="Close this message" onClick={closeMessage} />
    </div>
  );
}
