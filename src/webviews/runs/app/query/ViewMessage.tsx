import { type VNode } from 'preact';
import { Icon, IconButton } from '../../../ui/Controls';
import { openViewFile, repository } from './repository';
import { dismiss, viewNotice } from './viewActions';

/** What was done to a view, with its way back, or what is wrong with those of the repository. */
export function ViewMessage(): VNode | null {
  const notice = viewNotice.value;
  const { problem } = repository.value;
  if (notice) {
    return (
      <div class="message">
        <Icon name="info" />
        <bdi class="ellipsis" title={notice.text}>
          {notice.text}
        </bdi>
        {notice.actions.map(({ label, run }) => (
          <button key={label} type="button" class="link" onClick={run}>
            {label}
          </button>
        ))}
        <span class="grow" />
        <IconButton icon="close" name="Close this message" onClick={dismiss} />
      </div>
    );
  }
  if (problem === undefined) return null;
  return (
    <div class="message warning">
      <Icon name="warning" />
      <bdi class="ellipsis" title={problem}>
        {problem}
      </bdi>
      <button type="button" class="link" onClick={() => void openViewFile()}>
        Open the file
      </button>
    </div>
  );
}
