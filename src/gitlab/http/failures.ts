import { AppError, type ErrorKind, type Fix } from '../../base/errors';
import { isRecord } from '../../base/record';
import { redact } from '../../base/secret';
import { neededProjectRole } from '../../model/gitlabRoles';
import { type HttpAnswer } from './request';

type Failed = Pick<HttpAnswer, 'status' | 'headers' | 'body'>;

export interface Circumstances {
  /** Completes "Cannot ...". */
  readonly purpose: string;
  /** Host and path of the server, for messages. */
  readonly server: string;
  readonly method?: string | undefined;
  /** Below the server's address. */
  readonly path?: string | undefined;
  readonly unauthorizedMeansForbidden?: boolean | undefined;
}

/** The one place where GitLab's refusals become failures with a kind and a way out. */
export function refused(answer: Failed, at: Circumstances, now: number = Date.now()): AppError {
  const said = serverWords(answer);
  const verdict = judge(answer.status, said, at);
  return new AppError(verdict.kind, `Cannot ${at.purpose}: ${verdict.sentence}`, {
    fix: verdict.fix,
    code: said.code,
    detail: redact(`HTTP ${answer.status}${requestId(answer)}: ${said.text || '(no text)'}`),
    retryAfterMs: retryAfter(answer.headers, now),
  });
}

interface Verdict {
  readonly kind: ErrorKind;
  readonly sentence: string;
  readonly fix?: Fix;
}

function judge(status: number, said: ServerWords, at: Circumstances): Verdict {
  const quoted = said.text === '' ? '' : ` GitLab says: "${said.text}".`;
  switch (status) {
    case 401:
      return unauthorized(said, at, quoted);
    case 403:
      return said.scope === undefined && said.code !== 'insufficient_scope'
        ? {
            kind: 'forbidden',
            sentence: `your GitLab account may not do this.${quoted} ${wanted(at)}`,
          }
        : {
            kind: 'forbidden',
            sentence: `the token lacks the scope ${said.scope ?? 'it needs'}. Sign in with a token that has it.`,
            fix: 'sign-in-gitlab',
          };
    case 404:
    case 410:
      return {
        kind: 'not-found',
        sentence: `GitLab does not know it, or hides it from your account.${quoted} Check the name and your role in the project.`,
      };
    case 409:
    case 412:
      return { kind: 'conflict', sentence: `it conflicts with what is there.${quoted}` };
    case 413:
      return { kind: 'invalid', sentence: `it is larger than ${at.server} accepts.${quoted}` };
    case 400:
    case 405:
    case 422:
      return { kind: said.taken ? 'conflict' : 'invalid', sentence: `GitLab refused it.${quoted}` };
    case 429:
      return {
        kind: 'rate-limited',
        sentence: `${at.server} asks for fewer requests. Wait a minute and try again.`,
        fix: 'retry',
      };
    case 408:
    case 502:
    case 503:
    case 504:
      return {
        kind: 'unreachable',
        sentence: `${at.server} is not ready to answer (HTTP ${status}). It may be starting or overloaded; try again in a moment.`,
        fix: 'retry',
      };
  }
  if (status >= 300 && status < 400) {
    return {
      kind: 'remote',
      sentence: `${at.server} sends this request elsewhere, which is not followed. The project may have moved, or the address may need another path.`,
    };
  }
  return {
    kind: 'remote',
    sentence: `${at.server} failed (HTTP ${status}).${quoted} Try again; the log has the details.`,
    fix: 'open-log',
  };
}

function wanted(at: Circumstances): string {
  const role = neededProjectRole(at.method ?? '', at.path ?? '');
  return role === undefined
    ? 'Ask a maintainer of the project, or an administrator of GitLab, for the right.'
    : `It needs the role ${role} in the project; ask a maintainer of it.`;
}

function unauthorized(said: ServerWords, at: Circumstances, quoted: string): Verdict {
  if (at.unauthorizedMeansForbidden && said.code !== 'invalid_token') {
    return {
      kind: 'forbidden',
      sentence: `your role in the project does not allow it, or the token is no longer valid.${quoted} It needs the Developer role or higher.`,
    };
  }
  const reason = /expired/i.test(said.text)
    ? 'the token has expired'
    : /revoked/i.test(said.text)
      ? 'the token was revoked'
      : `${at.server} does not accept the token`;
  return { kind: 'signed-out', sentence: `${reason}. Sign in again.`, fix: 'sign-in-gitlab' };
}

/** What a server said in any of GitLab's shapes; empty for pages of HTML. */
interface ServerWords {
  readonly text: string;
  readonly code: string | undefined;
  readonly scope: string | undefined;
  /** A name or key exists already. */
  readonly taken: boolean;
}

export function serverWords(answer: Failed): ServerWords {
  const raw = answer.body.subarray(0, 100_000).toString('utf8').trim();
  const json = parseObject(raw);
  if (!json) {
    const page = /html/i.test(answer.headers['content-type'] ?? '') || raw.startsWith('<');
    return words(page ? '' : raw, undefined, undefined);
  }
  const code = stringOf(json['error']) ?? stringOf(json['error_code']);
  const graphql = Array.isArray(json['errors']) ? flatten(json['errors']) : undefined;
  const text =
    stringOf(json['error_description']) ?? flatten(json['message']) ?? graphql ?? code ?? '';
  return words(text, code, stringOf(json['scope']));
}

function words(text: string, code: string | undefined, scope: string | undefined): ServerWords {
  const short = text.length > 500 ? `${text.slice(0, 500)}…` : text;
  const taken = /already (?:been taken|exists)|ALREADY_EXISTS/.test(`${text} ${code ?? ''}`);
  return { text: short.replace(/\s+/g, ' ').replace(/[.\s]+$/, ''), code, scope, taken };
}

/** `message` is a string, a list, or a map of field to list; GraphQL errors are a list of objects. */
function flatten(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item) => flatten(item) ?? '').join('; ');
  if (!isRecord(value)) return JSON.stringify(value);
  if (typeof value['message'] === 'string') return value['message'];
  return Object.entries(value)
    .map(([field, problem]) => `${field} ${flatten(problem) ?? ''}`.trim())
    .join('; ');
}

/** Milliseconds; `Retry-After` holds seconds or a date. */
export function retryAfter(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function requestId(answer: Failed): string {
  const id = answer.headers['x-request-id'];
  return id === undefined ? '' : ` (request ${id})`;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
