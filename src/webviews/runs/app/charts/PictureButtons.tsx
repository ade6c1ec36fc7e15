import { type RefObject, type VNode } from 'preact';
import { IconButton } from '../../../ui/Controls';
import { client } from '../client';
import { sayDone, sayHint, tell } from '../message';
import { type Picture, toPng, toSvg } from './picture';

/** Save a chart as SVG or PNG where the user says, or copy it. */
export function PictureButtons({
  picture,
}: {
  readonly picture: RefObject<Picture | null>;
}): VNode {
  const use = (work: (picture: Picture) => Promise<unknown>): void => {
    const shown = picture.current;
    if (shown) tell(() => work(shown));
    else sayHint('Show the chart first: there is no picture of a table.');
  };
  return (
    <>
      <IconButton
        icon="save"
        name="Save as SVG"
        onClick={() =>
          use((one) =>
            client.ask('savePicture', { title: one.title, kind: 'svg', text: toSvg(one) }),
          )
        }
      />
      <IconButton
        icon="file-media"
        name="Save as PNG"
        onClick={() =>
          use(async (one) => {
            const bytes = new Uint8Array(await (await toPng(one)).arrayBuffer());
            await client.ask('savePicture', {
              title: one.title,
              kind: 'png',
              base64: toBase64(bytes),
            });
          })
        }
      />
      <IconButton
        icon="copy"
        name="Copy the picture"
        onClick={() =>
          use(async (one) => {
            await navigator.clipboard.write([new ClipboardItem({ 'image/png': toPng(one) })]);
            sayDone('Picture copied.');
          })
        }
      />
    </>
  );
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8_192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  }
  return btoa(text);
}
