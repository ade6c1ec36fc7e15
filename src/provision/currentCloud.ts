import { type ProvisionCloud } from './ports';

/** The cloud as whoever is signed in at the moment of each call; a new sign-in counts from the next call on. */
export function currentCloud(open: () => Promise<ProvisionCloud>): ProvisionCloud {
  // All of its methods answer with promises, so each can wait for the client first.
  return new Proxy({} as ProvisionCloud, {
    get(_target, name) {
      return async (...args: unknown[]): Promise<unknown> => {
        const cloud = await open();
        const method: unknown = Reflect.get(cloud, name);
        if (typeof method !== 'function') throw new TypeError(`A cloud has no ${String(name)}.`);
        return Reflect.apply(method, cloud, args);
      };
    },
  });
}
