import * as z from 'zod';
import { AppError } from '../base/errors';
import { redact } from '../base/secret';
import { type HttpAnswer } from './http/request';

/** Reads an answer's JSON with a schema. Anything else is a `remote` failure that says what was not as expected. */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: HttpAnswer, purpose: string): T {
  return parseValue(schema, parseJson(answer, purpose), purpose);
}

export function parseJson(answer: Pick<HttpAnswer, 'headers' | 'body'>, purpose: string): unknown {
  const text = answer.body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const page = /^\s*</.test(text) || /html/i.test(answer.headers['content-type'] ?? '');
    const why = page
      ? 'the server answered a web page instead of data. Check the address: a sign-in page of a proxy may stand before it.'
      : 'the server answered something that is not JSON, or only a part of it. Try again; if it stays, check the address.';
    const detail = redact(`${text.length} characters, beginning with: ${text.slice(0, 200)}`);
    throw new AppError('remote', `Cannot ${purpose}: ${why}`, { cause, fix: 'open-log', detail });
  }
}

export function parseValue<T>(schema: z.ZodType<T>, value: unknown, purpose: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const detail = z.prettifyError(result.error);
  const first = result.error.issues[0];
  const where = first?.path.map(String).join('.') ?? '';
  throw new AppError(
    'remote',
    `Cannot ${purpose}: GitLab's answer is not as expected${where === '' ? '' : ` at "${where}"`}. This version of GitLab may be too old or too new; the log has the details.`,
    { cause: result.error, fix: 'open-log', detail: detail.slice(0, 2_000) },
  );
}

/** ISO text to ms since 1970. */
export const time = z.string().transform((text, context) => {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  context.addIssue({ code: 'custom', message: `"${text}" is not a time` });
  return z.NEVER;
});

/** A value that may be missing or null becomes undefined. */
export function maybe<T>(schema: z.ZodType<T>): z.ZodType<T | undefined> {
  return schema.nullish().transform((value) => value ?? undefined);
}
