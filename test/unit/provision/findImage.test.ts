import { expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Image } from '../../../src/model/cloud';
import { findImage } from '../../../src/provision/findImage';

/** Images that a family or a product leads to; what was asked for is kept. */
function cloudWith(families: Record<string, string>, products: Record<string, string>) {
  const asked: string[] = [];
  const image = (id: string | undefined) =>
    Promise.resolve(id === undefined ? undefined : ({ id } as unknown as Image));
  return {
    asked,
    latestImage: (_folder: string, family: string) => {
      asked.push(`family ${family}`);
      return image(families[family]);
    },
    imageOfProduct: (_folder: string, product: string) => {
      asked.push(`product ${product}`);
      return image(products[product]);
    },
  };
}

it('takes the newest Data Science VM of its family', async () => {
  const cloud = cloudWith({ dsvm: 'newest' }, {});
  expect(await findImage(cloud, { kind: 'dsvm' }, never)).toMatchObject({ id: 'newest' });
  expect(cloud.asked).toEqual(['family dsvm']);
});

it('takes it by its product where the family has none', async () => {
  const product = 'f2e4v304qn35mhilnsbc';
  const cloud = cloudWith({}, { [product]: 'sold' });
  expect(await findImage(cloud, { kind: 'dsvm' }, never)).toMatchObject({ id: 'sold' });
  expect(cloud.asked).toEqual(['family dsvm', `product ${product}`]);
  expect(await findImage(cloudWith({}, {}), { kind: 'dsvm' }, never)).toBeUndefined();
});
