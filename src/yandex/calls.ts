import { type Operation as WireOperation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { type Operation } from '../model/cloud';
import { type CloudId, type FolderId } from '../model/ids';
import { type Purpose } from './errors';
import { toOperation } from './mapOperation';
import { type TokenSource, type UnaryMethod, type Wire } from './wire';

interface Page {
  readonly nextPageToken: string;
}
interface PageRequest {
  pageSize: number;
  pageToken: string;
}

/** Signed-in calls of the three sorts there are: read one, read all pages, change. */
export class Calls {
  readonly #wire: Wire;
  readonly #tokens: TokenSource;
  readonly #names = new Map<string, string>();

  constructor(wire: Wire, tokens: TokenSource) {
    this.#wire = wire;
    this.#tokens = tokens;
  }

  /** Remembers a name for later sentences. */
  learn(id: FolderId | CloudId, name: string): void {
    this.#names.set(id, name);
  }

  folder(id: FolderId): string {
    return `folder “${this.#names.get(id) ?? id}”`;
  }

  cloud(id: CloudId): string {
    return `cloud “${this.#names.get(id) ?? id}”`;
  }

  read<Request, Answer>(
    method: UnaryMethod<Request, Answer>,
    request: Request,
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<Answer> {
    return this.#wire.call(method, request, {
      purpose,
      signal,
      tokens: this.#tokens,
      safe: true,
    });
  }

  /** @param pick takes the items of a page @param maxPages a stop for lists that may be huge */
  async pages<Request extends PageRequest, Answer extends Page, Item>(
    method: UnaryMethod<Request, Answer>,
    request: Omit<Request, keyof PageRequest>,
    pick: (answer: Answer) => readonly Item[],
    purpose: Purpose,
    signal: AbortSignal,
    maxPages = 1000,
  ): Promise<Item[]> {
    const items: Item[] = [];
    let pageToken = '';
    for (let page = 0; page < maxPages; page++) {
      const asked = { ...request, pageSize: 1000, pageToken } as Request;
      const answer = await this.read(method, asked, purpose, signal);
      items.push(...pick(answer));
      if (answer.nextPageToken === '' || answer.nextPageToken === pageToken) break;
      pageToken = answer.nextPageToken;
    }
    return items;
  }

  async change<Request>(
    method: UnaryMethod<Request, WireOperation>,
    request: Request,
    purpose: Purpose,
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<Operation> {
    const answer = await this.#wire.call(method, request, {
      purpose,
      signal,
      tokens: this.#tokens,
      idempotencyKey,
    });
    return toOperation(answer);
  }
}
