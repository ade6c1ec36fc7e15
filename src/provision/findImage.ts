import { publicImagesFolder, type ImageChoice } from '../model/blueprint';
import { type Image } from '../model/cloud';
import { dsvmFamily, dsvmProduct } from './dsvm';
import { type CloudReads } from './ports';

/** The image that a choice means today; undefined: there is none. */
export async function findImage(
  cloud: Pick<CloudReads, 'latestImage' | 'imageOfProduct'>,
  image: ImageChoice,
  signal: AbortSignal,
): Promise<Image | undefined> {
  switch (image.kind) {
    case 'family':
      return cloud.latestImage(publicImagesFolder, image.family, signal);
    case 'product':
      return cloud.imageOfProduct(publicImagesFolder, image.productId, signal);
    case 'dsvm':
      return (
        (await cloud.latestImage(publicImagesFolder, dsvmFamily, signal)) ??
        (await cloud.imageOfProduct(publicImagesFolder, dsvmProduct, signal))
      );
  }
}

/** What to call an image that was not found. */
export function imageName(image: ImageChoice): string {
  switch (image.kind) {
    case 'family':
      return image.family;
    case 'product':
      return `product ${image.productId}`;
    case 'dsvm':
      return 'Data Science VM';
  }
}
