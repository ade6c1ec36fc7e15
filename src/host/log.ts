import * as vscode from 'vscode';
import { type Disposable } from '../base/disposable';
import { AppError } from '../base/errors';
import { type Log } from '../base/log';
import { redact } from '../base/secret';

export interface LogChannel extends Log, Disposable {
  show(): void;
}

/** The extension's output channel. Whatever looks like a secret is taken out before it is written. */
export function createLog(): LogChannel {
  const channel = vscode.window.createOutputChannel('GitLab MLOps', { log: true });
  return {
    info: (text) => channel.info(redact(text)),
    warn: (text) => channel.warn(redact(text)),
    error: (text, cause) => channel.error(redact([text, ...causes(cause)].join('\n  '))),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

function causes(error: unknown): string[] {
  const lines: string[] = [];
  for (let at: unknown = error; at !== undefined && lines.length < 10;) {
    if (at instanceof AppError)
      lines.push(`${at.kind}: ${at.message}`, ...(at.detail ? [at.detail] : []));
    else if (at instanceof Error) lines.push(at.stack ?? at.message);
    else lines.push(typeof at === 'string' ? at : JSON.stringify(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return lines;
}
