import { Refusal, type Reply } from '../exchange';

/** GitLab's error shapes. All are thrown. */
export function refuse(status: number, json: unknown, headers?: Record<string, string>): Refusal {
  const reply: Reply = headers === undefined ? { status, json } : { status, json, headers };
  return new Refusal(reply);
}

/** `{"message":"404 Project Not Found"}`; also for what the caller may not see. */
export function notFound(what?: string): Refusal {
  return refuse(404, { message: what === undefined ? '404 Not Found' : `404 ${what} Not Found` });
}

export function unauthorized(): Refusal {
  return refuse(401, { message: '401 Unauthorized' });
}

export function forbidden(detail?: string): Refusal {
  return refuse(403, {
    message: detail === undefined ? '403 Forbidden' : `403 Forbidden - ${detail}`,
  });
}

/** A failed validation: `{"message":{"name":["has already been taken"]}}`, an array, or a text. */
export function invalid(message: unknown): Refusal {
  return refuse(400, { message });
}

/** A failed parameter check: `{"error":"name is missing"}`. */
export function badParameter(error: string): Refusal {
  return refuse(400, { error });
}

export function insufficientScope(scopes: readonly string[]): Refusal {
  return refuse(403, {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: scopes.join(' '),
  });
}
