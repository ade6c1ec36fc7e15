import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { sizeText } from '../../../../model/words';
import { Icon } from '../../../ui/Controls';
import { client } from '../client';
import { rowFor } from '../data';

export type Way = 'move' | 'copy';

/** GitLab moves a run that is promoted; whoever wants to keep it where it is promotes a copy. */
export function WayField(props: {
  readonly run: RunId;
  readonly way: Way;
  /** The run is a version already, and GitLab promotes a run only once; or the server takes no run at all. */
  readonly onlyCopy: boolean;
  /** What this server does not do, as a sentence. */
  readonly restriction: string | undefined;
  readonly onWay: (way: Way) => void;
}): VNode {
  const { run, way, onlyCopy, restriction } = props;
  const size = useSizeOfFiles(run);
  const head = rowFor(run);
  const uploads =
    size === undefined
      ? 'uploads its files again'
      : size === 0
        ? 'it has no files'
        : `uploads ${sizeText(size)} again`;
  return (
    <fieldset class="message warning way">
      <legend class="sr-only">What becomes of the run</legend>
      <Icon name="warning" />
      <div class="grow">
        {head?.version !== undefined ? (
          <span>
            <b>This run is version {head.version} already.</b> GitLab promotes a run only once; a
            copy of it can be promoted again ({uploads}).
          </span>
        ) : onlyCopy ? (
          <span>
            {restriction} ({uploads})
          </span>
        ) : (
          <>
            {restriction === undefined ? (
              <span>
                <b>GitLab moves the run.</b> {head?.name ?? 'It'} leaves{' '}
                {head?.experiment ?? 'its experiment'} for the model’s own experiment. Its files
                stay, and this table keeps showing it.
              </span>
            ) : (
              <span role="status">{restriction}</span>
            )}
            <label>
              <input
                type="radio"
                name="way"
                checked={way === 'move'}
                onChange={() => props.onWay('move')}
              />{' '}
              Move the run
            </label>
            <label>
              <input
                type="radio"
                name="way"
                checked={way === 'copy'}
                onChange={() => props.onWay('copy')}
              />{' '}
              Promote a copy, {uploads}
            </label>
          </>
        )}
      </div>
    </fieldset>
  );
}

/** Bytes; undefined until they are known. */
function useSizeOfFiles(run: RunId): number | undefined {
  const [size, setSize] = useState<number>();
  useEffect(() => {
    const abort = new AbortController();
    client.ask('artifacts', { run }, abort.signal).then(
      (files) => setSize(files.reduce((sum, file) => sum + file.size, 0)),
      // Only the size is unknown then.
      () => undefined,
    );
    return () => abort.abort();
  }, [run]);
  return size;
}
