import { type Readable } from 'node:stream';

/** One call, in words (`purpose` completes "Cannot ...") and on the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, already percent-encoded, without a leading slash: `api/v4/user`. */
  readonly path: string;
  readonly query?: URLSearchParams | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: RequestBody | undefined;
  /** `read the run "7"`: what the caller tries to do, for messages. */
  readonly purpose: string;
  /** Sending it twice does the same as once. Default: GET, PUT and DELETE are. */
  readonly repeatable?: boolean | undefined;
  /** Without the account's token, for sign-in. */
  readonly anonymous?: boolean | undefined;
  /** Some routes answer 401 to people who are signed in but lack a role. */
  readonly unauthorizedMeansForbidden?: boolean | undefined;
  /** For one try: the whole answer, or for streams each pause. */
  readonly timeoutMs?: number | undefined;
  readonly maxBytes?: number | undefined;
}

export type RequestBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> }
  /** Opened anew for each try. */
  | { readonly kind: 'stream'; readonly size: number; readonly open: () => Readable };

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The parts of an encoded body that go on the wire. */
export interface EncodedBody {
  readonly type: string;
  readonly size: number;
  readonly bytes: Buffer | (() => Readable);
}

export function encodeBody(body: RequestBody): EncodedBody {
  switch (body.kind) {
    case 'json':
      return encoded('application/json', JSON.stringify(body.value));
    case 'form':
      return encoded(
        'application/x-www-form-urlencoded',
        new URLSearchParams({ ...body.fields }).toString(),
      );
    case 'stream':
      return { type: 'application/octet-stream', size: body.size, bytes: body.open };
  }
}

export function isRepeatable(request: HttpRequest): boolean {
  return request.repeatable ?? (request.method !== 'POST' && request.method !== 'PATCH');
}

function encoded(type: string, text: string): EncodedBody {
  const bytes = Buffer.from(text, 'utf8');
  return { type, size: bytes.length, bytes };
}
