import { type AppError } from '../base/errors';
import { type Loadable } from '../base/loadable';
import { type CommandId } from '../model/commandIds';
import { clockText } from '../model/words';
import { type Presented } from './present';

/** Nodes that every tree may show beside its own: what is wrong, what to do, what is being waited for. */
export type NoteNode =
  | { readonly kind: 'problem'; readonly message: string; readonly command: CommandId }
  | {
      readonly kind: 'hint';
      readonly label: string;
      readonly icon: string;
      readonly command: CommandId;
    }
  | { readonly kind: 'waiting'; readonly label: string };

export function presentNote(node: NoteNode): Presented {
  switch (node.kind) {
    case 'problem':
      return {
        id: 'problem',
        label: node.message,
        icon: 'warning',
        color: 'problemsWarningIcon.foreground',
        tooltip: `${node.message}\nClick to try again.`,
        traits: ['problem'],
        click: { command: node.command, args: [] },
      };
    case 'hint':
      return {
        id: `hint ${node.label}`,
        label: node.label,
        icon: node.icon,
        traits: ['hint'],
        click: { command: node.command, args: [] },
      };
    case 'waiting':
      return { id: 'waiting', label: node.label, icon: 'loading~spin', traits: [] };
  }
}

/** What to show above the nodes of a value: nothing when fresh, a problem with its age when a refresh failed. */
export function notesOf<T>(state: Loadable<T>, refresh: CommandId, what: string): NoteNode[] {
  switch (state.kind) {
    case 'ready':
      return [];
    case 'loading':
      return state.last ? [] : [{ kind: 'waiting', label: `Reading ${what}…` }];
    case 'failed':
      return [problem(state.error, state.last?.at, refresh)];
  }
}

function problem(error: AppError, lastAt: number | undefined, command: CommandId): NoteNode {
  const age = lastAt === undefined ? '' : ` Shown as of ${clockText(lastAt)}.`;
  return { kind: 'problem', message: `${error.message}${age}`, command };
}
