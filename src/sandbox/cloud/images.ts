import { type Image, Image_Status, Os_Type } from '@yandex-cloud/nodejs-sdk/compute-v1/image';

/** The folder whose images everybody may use. */
export const publicImages = 'standard-images';

const gib = 2 ** 30;

interface Template {
  readonly id: string;
  readonly name: string;
  readonly family: string;
  readonly minDiskGib: number;
  readonly builtAt: string;
  readonly productId: string;
  readonly description: string;
  readonly nvidia?: string;
}

const templates: readonly Template[] = [
  {
    // The data science image has no family that anybody could name; its product id finds it.
    id: 'fd8dsvm0v7q2k4p1t9ra',
    name: 'dsvm-v20240115',
    family: '',
    minDiskGib: 30,
    builtAt: '2024-01-15T09:12:00Z',
    productId: 'f2e4v304qn35mhilnsbc',
    description: 'Yandex Data Science Virtual Machine (Ubuntu 18.04)',
  },
  {
    id: 'fd80qm01ah03dkqb14lc',
    name: 'ubuntu-20-04-lts-v20230320',
    family: 'ubuntu-2004-lts',
    minDiskGib: 5,
    builtAt: '2023-03-20T10:00:00Z',
    productId: 'f2ei2tsbd97v7jap5rhc',
    description: 'Ubuntu 20.04 lts',
  },
  {
    id: 'fd8s3qh62qn5sqoemni6',
    name: 'ubuntu-2204-lts-v20260810',
    family: 'ubuntu-2204-lts',
    minDiskGib: 8,
    builtAt: '2026-08-10T10:00:00Z',
    productId: 'f2ebfhrshe5m6i4saf1j',
    description: 'Ubuntu 22.04 lts v20260810',
  },
  {
    id: 'fd8kc2n656prni2cimp5',
    name: 'ubuntu-2204-lts-v20260713',
    family: 'ubuntu-2204-lts',
    minDiskGib: 8,
    builtAt: '2026-07-13T10:00:00Z',
    productId: 'f2ebfhrshe5m6i4saf1j',
    description: 'Ubuntu 22.04 lts v20260713',
  },
  {
    id: 'fd8tckeqoshi403tks4l',
    name: 'ubuntu-2404-lts-oslogin-v20260810',
    family: 'ubuntu-2404-lts-oslogin',
    minDiskGib: 8,
    builtAt: '2026-08-10T11:00:00Z',
    productId: 'f2eaue4r9mprdcb7qjlo',
    description: 'Ubuntu 24.04 lts OS Login v20260810',
  },
  {
    id: 'fd8m5hqeuhbtbhltuab4',
    name: 'ubuntu-2404-lts-v20260810',
    family: 'ubuntu-2404-lts',
    minDiskGib: 8,
    builtAt: '2026-08-10T11:30:00Z',
    productId: 'f2e3n7tqp1v0d5kc8a2b',
    description: 'Ubuntu 24.04 lts v20260810',
  },
  {
    id: 'fd8ljvsrm3l1hb5a2ukc',
    name: 'ubuntu-2204-lts-cuda-12-2-v20260813',
    family: 'ubuntu-2204-lts-cuda-12-2',
    minDiskGib: 30,
    builtAt: '2026-08-13T10:00:00Z',
    productId: 'f2eu9j9f0hnhqm5l3n7s',
    description: 'Ubuntu 22.04 lts with CUDA 12.2 and NVIDIA driver 535',
    nvidia: '535',
  },
];

export const images: readonly Image[] = [...templates.map(toImage), ...others()];

/** Newest of a family. */
export function latestImage(folderId: string, family: string): Image | undefined {
  return images
    .filter((image) => image.folderId === folderId && image.family === family && family !== '')
    .sort((a, b) => Number(b.createdAt) - Number(a.createdAt))[0];
}

function toImage(template: Template): Image {
  return {
    id: template.id,
    folderId: publicImages,
    createdAt: new Date(template.builtAt),
    name: template.name,
    description: template.description,
    labels: {},
    family: template.family,
    storageSize: template.minDiskGib * gib * 0.4,
    minDiskSize: template.minDiskGib * gib,
    productIds: [template.productId],
    status: Image_Status.READY,
    os: {
      type: Os_Type.LINUX,
      ...(template.nvidia === undefined ? {} : { nvidia: { driver: template.nvidia } }),
    },
    pooled: true,
  };
}

/** The folder holds thousands of images of other products; some hundreds are enough to need paging. */
function others(): Image[] {
  return Array.from({ length: 1_300 }, (_, index) => {
    const number = String(index).padStart(4, '0');
    return toImage({
      id: `fd8other${number}0000000a`.slice(0, 20),
      name: `appliance-${number}`,
      family: `appliance-${String(index % 130)}`,
      minDiskGib: 10,
      builtAt: new Date(Date.UTC(2022, 0, 1 + index)).toISOString(),
      productId: `f2eappliance${number}0000`,
      description: 'A product of the marketplace',
    });
  });
}
