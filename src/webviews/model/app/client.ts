import { effect, signal } from '@preact/signals';
import { isRecord } from '../../../base/record';
import { type ParamsOf, type RequestName } from '../../ipc/contract';
import { type Client, connect, failureText } from '../../ui/client';
import { type modelContract, type ModelState } from '../contract';

const start: ModelState = {
  name: '',
  project: '',
  description: '',
  author: undefined,
  createdAt: undefined,
  metrics: [],
  versions: [],
  aliasChanges: [],
  loading: true,
  problem: undefined,
  runsProblem: undefined,
  gone: false,
  readAt: undefined,
};

export const state = signal<ModelState>(start);
/** Ids of the versions that are chosen for comparing. */
export const chosen = signal<readonly string[]>([]);
/** Id of the version whose files are shown. */
export const opened = signal<string | undefined>(undefined);
/** What the last thing that was asked for did not do. */
export const trouble = signal<string | undefined>(undefined);

export const client: Client<typeof modelContract> = connect<typeof modelContract>({
  state: (next) => {
    state.value = next;
    const ids = new Set(next.versions.map(({ id }) => id));
    if (next.readAt !== undefined && chosen.value.some((id) => !ids.has(id)))
      chosen.value = chosen.value.filter((id) => ids.has(id));
  },
});

/** Asks for something whose outcome is seen elsewhere; a refusal is said on the page. @returns whether it was done */
export async function ask<K extends RequestName<typeof modelContract>>(
  name: K,
  params: ParamsOf<(typeof modelContract)[K]>,
): Promise<boolean> {
  trouble.value = undefined;
  try {
    await client.ask(name, params);
    return true;
  } catch (error) {
    trouble.value = failureText(error);
    return false;
  }
}

const kept = client.remembered();
if (isRecord(kept)) {
  if (Array.isArray(kept['chosen']))
    chosen.value = kept['chosen'].filter((id) => typeof id === 'string');
  if (typeof kept['opened'] === 'string') opened.value = kept['opened'];
}
effect(() => client.remember({ chosen: chosen.value, opened: opened.value }));
