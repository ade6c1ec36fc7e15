import { bytesField, doubleField, intField, textField } from './proto';

/** google.rpc codes by name. */
export const codes = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type CodeName = keyof typeof codes;

/** A message inside `google.protobuf.Any`. */
export interface Detail {
  readonly typeUrl: string;
  readonly value: Buffer;
}

/** A refusal on purpose: what the client sees as the call's status. */
export class CloudError extends Error {
  constructor(
    readonly code: CodeName,
    message: string,
    readonly details: readonly Detail[] = [],
  ) {
    super(message);
  }
}

export function codeName(code: number | string): CodeName {
  const found = Object.entries(codes).find(([name, value]) => name === code || value === code);
  return (found?.[0] as CodeName | undefined) ?? 'UNKNOWN';
}

/** @param field the request's field in snake_case, nested ones with dots */
export function invalid(field: string, problem: string): CloudError {
  const violation = Buffer.concat([textField(1, field), textField(2, problem)]);
  return new CloudError('INVALID_ARGUMENT', `Request validation error: ${field}: ${problem}`, [
    { typeUrl: 'type.googleapis.com/google.rpc.BadRequest', value: bytesField(1, violation) },
  ]);
}

/** @param kind as the service says it: `Network`, `Security group` */
export function notFound(kind: string, id: string): CloudError {
  return new CloudError('NOT_FOUND', `${kind} ${id} not found`);
}

export function alreadyExists(kind: string, name: string): CloudError {
  return new CloudError('ALREADY_EXISTS', `${kind} with name ${name} already exists`);
}

export function unmet(message: string): CloudError {
  return new CloudError('FAILED_PRECONDITION', message);
}

/** With a `yandex.cloud.quota.QuotaFailure`: the cloud and the quota with limit, usage and what was asked for. */
export function quotaExceeded(
  cloudId: string,
  quota: { readonly name: string; readonly limit: number; readonly usage: number },
  required: number,
): CloudError {
  const metric = Buffer.concat([
    textField(1, quota.name),
    intField(3, quota.limit),
    doubleField(4, quota.usage),
  ]);
  const violation = Buffer.concat([bytesField(1, metric), intField(2, required)]);
  return new CloudError('RESOURCE_EXHAUSTED', `Quota limit ${quota.name} exceeded`, [
    {
      typeUrl: 'type.googleapis.com/yandex.cloud.quota.QuotaFailure',
      value: Buffer.concat([textField(1, cloudId), bytesField(2, violation)]),
    },
  ]);
}

/** `google.rpc.Status` as it travels in `grpc-status-details-bin`. */
export function encodeStatus(error: CloudError): Buffer {
  return Buffer.concat([
    intField(1, codes[error.code]),
    textField(2, error.message),
    ...error.details.map((detail) =>
      bytesField(3, Buffer.concat([textField(1, detail.typeUrl), bytesField(2, detail.value)])),
    ),
  ]);
}
