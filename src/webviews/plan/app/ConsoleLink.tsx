import { type VNode } from 'preact';
import { resourceUrl } from '../../../model/consoleLinks';
import { type FolderId } from '../../../model/ids';
import { consoleUrl } from './model';

/** A resource in the cloud's own console. */
export function ConsoleLink(props: {
  /** The step that makes it. */
  readonly kind: string;
  readonly id: string;
  readonly folder: FolderId;
  readonly text: string;
}): VNode {
  const { kind, id, folder, text } = props;
  return (
    <a
      href={resourceUrl(consoleUrl(), kind, id, folder)}
      title={`${id}: open in the Yandex Cloud console`}
    >
      {text}
    </a>
  );
}
