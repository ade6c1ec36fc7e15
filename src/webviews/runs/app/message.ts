import { batch, signal } from '@preact/signals';
import { type Fix } from '../../../base/errors';
import { failureText, RequestFailure } from '../../ui/client';
import { announced, view } from './model';

/** One sentence in sight of all pages, until it is closed or another one takes its place. */
export interface Message {
  readonly tone: 'problem' | 'hint' | 'done';
  readonly text: string;
  readonly fix?: Fix | undefined;
  /** Does again what failed; undefined: that would fail in the same way, or happens by itself. */
  readonly again?: (() => Promise<unknown>) | undefined;
}

export const message = signal<Message | undefined>(undefined);

let closed: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const doneMs = 6_000;

/** Does what the user asked for and what is seen elsewhere when it works. */
export function tell(work: () => Promise<unknown>): void {
  work().then(
    () => {
      if (message.peek()?.again === work) closeMessage();
    },
    (error: unknown) => show(failed(error, work)),
  );
}

/** What happens by itself failed. What the user has read and closed does not come back. */
export function sayFailure(error: unknown): void {
  const next = failed(error, undefined);
  if (next?.text !== closed) show(next);
}

/** Why nothing happened, and what to do first. */
export function sayHint(text: string): void {
  show({ tone: 'hint', text });
}

/** What was done without a trace on the page. The table has a line of its own for it. */
export function sayDone(text: string): void {
  announced.value = text;
  if (view.peek().kind === 'table') return;
  show({ tone: 'done', text });
  timer = setTimeout(closeMessage, doneMs);
}

export function closeMessage(): void {
  closed = message.peek()?.text;
  clearTimeout(timer);
  message.value = undefined;
}

function show(next: Message | undefined): void {
  if (!next) return;
  clearTimeout(timer);
  batch(() => {
    message.value = next;
    announced.value = next.text;
  });
}

const worthRepeating = ['unreachable', 'rate-limited', 'remote'];

/** Undefined for what the user stopped or was told of by the editor. */
function failed(error: unknown, work: Message['again']): Message | undefined {
  const text = failureText(error);
  if (text === undefined) return undefined;
  if (!(error instanceof RequestFailure)) return { tone: 'problem', text, again: work };
  const { kind, fix } = error.failure;
  const again = fix === 'retry' || worthRepeating.includes(kind) ? work : undefined;
  return { tone: 'problem', text, fix, again };
}
