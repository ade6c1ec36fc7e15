import { ImageServiceService } from '@yandex-cloud/nodejs-sdk/compute-v1/image_service';
import { type CloudContext } from '../context';
import { images, latestImage, publicImages } from '../images';
import { filtered, page } from '../rules/paging';
import { type Call, implement, type Method } from '../wire/implement';
import { CloudError, notFound } from '../wire/status';

/** Public images may be read by everybody who is signed in. */
export function imageService({ access }: CloudContext): Method[] {
  function enter(call: Call, folderId: string): void {
    if (folderId === publicImages) access.authenticate(call);
    else access.inFolder(call, 'compute.images.list', folderId);
  }

  return implement(ImageServiceService, {
    get(request, call) {
      access.authenticate(call);
      const image = images.find(({ id }) => id === request.imageId);
      if (!image) throw notFound('Image', request.imageId);
      return image;
    },
    getLatestByFamily(request, call) {
      enter(call, request.folderId);
      const image = latestImage(request.folderId, request.family);
      if (!image) {
        throw new CloudError('NOT_FOUND', `Image with family ${request.family} not found`);
      }
      return image;
    },
    list(request, call) {
      enter(call, request.folderId);
      const own = images.filter((image) => image.folderId === request.folderId);
      const { items, nextPageToken } = page(filtered(own, request.filter), request);
      return { images: items, nextPageToken };
    },
  });
}
