import { bytesFields, numberField, readFields, textField } from './protobuf';

/** What a refused call says beside its code, from `grpc-status-details-bin` or an operation's error. */
export interface StatusDetails {
  readonly quotas: readonly string[];
  readonly fields: readonly { readonly field: string; readonly description: string }[];
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  /** The service's sentence in the user's language. */
  readonly localized: string | undefined;
}

export interface PackedDetail {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** Reads a serialized google.rpc.Status. */
export function parseStatus(bytes: Uint8Array): StatusDetails {
  const packed = bytesFields(readFields(bytes), 3).map((any): PackedDetail => {
    const fields = readFields(any);
    return {
      typeUrl: textField(fields, 1) ?? '',
      value: bytesFields(fields, 2)[0] ?? new Uint8Array(),
    };
  });
  return parseDetails(packed);
}

export function parseDetails(packed: readonly PackedDetail[]): StatusDetails {
  const of = (type: string): Uint8Array[] =>
    packed.filter((detail) => detail.typeUrl.endsWith(`/${type}`)).map((detail) => detail.value);
  return {
    quotas: [
      ...of('google.rpc.QuotaFailure').flatMap(quotaViolations),
      ...of('yandex.cloud.quota.QuotaFailure').flatMap(quotaMetrics),
    ],
    fields: of('google.rpc.BadRequest').flatMap(fieldViolations),
    retryAfterMs: of('google.rpc.RetryInfo').map(retryDelay)[0],
    requestId: of('google.rpc.RequestInfo').map((bytes) => textField(readFields(bytes), 1))[0],
    localized: of('google.rpc.LocalizedMessage').map((bytes) => textField(readFields(bytes), 2))[0],
  };
}

function quotaViolations(bytes: Uint8Array): string[] {
  return bytesFields(readFields(bytes), 1).map((violation) => {
    const fields = readFields(violation);
    return [textField(fields, 1), textField(fields, 2)].filter(Boolean).join(': ');
  });
}

/** Yandex's own message: violations in field 2, each with a metric (name 1, limit 3) in field 1. */
function quotaMetrics(bytes: Uint8Array): string[] {
  return bytesFields(readFields(bytes), 2).flatMap((violation) =>
    bytesFields(readFields(violation), 1).map((metric) => {
      const fields = readFields(metric);
      const limit = numberField(fields, 3);
      const name = textField(fields, 1) ?? 'unknown';
      return limit === undefined ? name : `${name} (limit ${limit})`;
    }),
  );
}

function fieldViolations(bytes: Uint8Array): { field: string; description: string }[] {
  return bytesFields(readFields(bytes), 1).map((violation) => {
    const fields = readFields(violation);
    return { field: textField(fields, 1) ?? '', description: textField(fields, 2) ?? '' };
  });
}

function retryDelay(bytes: Uint8Array): number {
  const duration = readFields(bytesFields(readFields(bytes), 1)[0] ?? new Uint8Array());
  return (numberField(duration, 1) ?? 0) * 1000 + (numberField(duration, 2) ?? 0) / 1e6;
}
