import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Button, TextArea } from '../../ui/Controls';
import { ask, state } from './client';

const longest = 10_000;

/** What the model is for; edited in place. What was typed stays when it could not be saved. */
export function Description(): VNode {
  const { description } = state.value;
  const [draft, setDraft] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (draft === undefined) {
    return (
      <section class="description" aria-label="Description">
        <div class="description-text">
          {description === '' ? <span class="faint">No description yet.</span> : description}
        </div>
        <button type="button" class="link" onClick={() => setDraft(description)}>
          {description === '' ? 'Describe it' : 'Edit'}
        </button>
      </section>
    );
  }
  const save = async (): Promise<void> => {
    setBusy(true);
    const done = await ask('describe', { text: draft });
    setBusy(false);
    if (done) setDraft(undefined);
  };
  return (
    <section class="description editing" aria-label="Description">
      <TextArea
        label="Description in Markdown"
        value={draft}
        rows={Math.min(18, Math.max(5, draft.split('\n').length + 1))}
        onInput={setDraft}
      />
      <div class="actions">
        <Button primary disabled={busy || draft.length > longest} onClick={() => void save()}>
          {busy ? 'Saving…' : 'Save'}
        </Button>
        <Button onClick={() => setDraft(undefined)}>Cancel</Button>
        {draft.length > longest - 1_000 && (
          <span class={draft.length > longest ? 'bad' : 'faint'}>
            {draft.length.toLocaleString('en-US')} of {longest.toLocaleString('en-US')} characters
          </span>
        )}
      </div>
    </section>
  );
}
