import { type Secret } from '../../../base/secret';

/** One call as its handler sees it. */
export interface Call {
  /** `vpc.NetworkService/Create` */
  readonly method: string;
  /** The whole request, to tell a repeat from another request. */
  readonly bytes: Buffer;
  readonly token: Secret | undefined;
  readonly idempotencyKey: string | undefined;
  /** Aborted when the client cancels, goes away, or its deadline has passed. */
  readonly signal: AbortSignal;
}

export interface Method {
  /** `/yandex.cloud.vpc.v1.NetworkService/Create` */
  readonly path: string;
  readonly answer: (call: Call) => Promise<Buffer>;
}

/** What the SDK says of a unary method; the same object grpc-js takes. */
interface Definition<Request, Response> {
  readonly path: string;
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (response: Response) => Buffer;
}

export type RequestOf<D> = D extends { readonly requestDeserialize: (bytes: Buffer) => infer R }
  ? R
  : never;
export type ResponseOf<D> = D extends { readonly responseSerialize: (value: infer R) => Buffer }
  ? R
  : never;

export type Handlers<Service> = {
  readonly [M in keyof Service]?: (
    request: RequestOf<Service[M]>,
    call: Call,
  ) => ResponseOf<Service[M]> | Promise<ResponseOf<Service[M]>>;
};

/** The methods of a service that have a handler; the others are unimplemented for the client. */
export function implement<Service extends object>(
  service: Service,
  handlers: Handlers<Service>,
): Method[] {
  const methods: Method[] = [];
  for (const name of Object.keys(handlers) as (keyof Service)[]) {
    const handler = handlers[name];
    if (handler) methods.push(toMethod(service[name] as UnaryOf<Service, typeof name>, handler));
  }
  return methods;
}

type UnaryOf<Service, M extends keyof Service> = Definition<
  RequestOf<Service[M]>,
  ResponseOf<Service[M]>
>;

function toMethod<Request, Response>(
  definition: Definition<Request, Response>,
  handler: (request: Request, call: Call) => Response | Promise<Response>,
): Method {
  return {
    path: definition.path,
    answer: async (call) =>
      definition.responseSerialize(await handler(definition.requestDeserialize(call.bytes), call)),
  };
}

/** `/yandex.cloud.vpc.v1.NetworkService/Create` as `vpc.NetworkService/Create`. */
export function qualifiedName(path: string): string {
  return path
    .replace(/^\/yandex\.cloud\./, '')
    .replace(/\.v\d+\w*(?=\.)/, '')
    .replace(/^\//, '');
}

/** The same without the package: `NetworkService/Create`. */
export function shortName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf('.', qualified.indexOf('/')) + 1);
}
