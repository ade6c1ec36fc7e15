import { type Handlers } from '../../ipc/contract';
import { type pictureContract } from '../contract/pictureContract';

export interface PictureActions {
  /** Asks where to save, with a name to start from; nothing is written when the user cancels. */
  readonly saveFile: (file: {
    readonly name: string;
    readonly extension: string;
    readonly bytes: Uint8Array;
  }) => Promise<void>;
}

export function pictureHandlers({ saveFile }: PictureActions): Handlers<typeof pictureContract> {
  return {
    savePicture: (params) =>
      saveFile({
        name: `${fileName(params.title)}.${params.kind}`,
        extension: params.kind,
        bytes:
          params.kind === 'svg'
            ? new TextEncoder().encode(params.text)
            : Buffer.from(params.base64, 'base64'),
      }),
  };
}

/** Letters, digits and dashes of a title: names of metrics may hold slashes, dots and worse. */
export function fileName(title: string): string {
  const words = title.normalize('NFC').match(/[\p{L}\p{N}_]+/gu) ?? [];
  return words.join('-').slice(0, 80) || 'chart';
}
