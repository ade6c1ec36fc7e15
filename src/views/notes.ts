import { type AppError, type Fix } from '../base/errors';
import { type Loadable } from '../base/loadable';
import { type CommandId } from '../model/commandIds';
import { clockText } from '../model/words';
import { type Presented } from './present';

/** Nodes that every tree may show beside its own: what is wrong, what to do, what is being waited for. */
export type NoteNode =
  | {
      readonly kind: 'problem';
      readonly message: string;
      /** What a click does, and in words. */
      readonly command: CommandId;
      readonly way: string;
    }
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
        tooltip: `${node.message}\nClick to ${node.way}.`,
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
      return [problemNote(state.error, state.last?.at, refresh)];
  }
}

/** A problem as a node that a click solves, or tries again. */
export function problemNote(
  error: AppError,
  lastAt: number | undefined,
  again: CommandId,
): NoteNode {
  const age = lastAt === undefined ? '' : ` Shown as of ${clockText(lastAt)}.`;
  const fix = error.fix && ways[error.fix];
  const [command, way] = fix ?? [again, 'try again'];
  return { kind: 'problem', message: `${error.message}${age}`, command, way };
}

/** Ways out that are commands of ours; for the others a click tries again. */
const ways: Partial<Record<Fix, readonly [CommandId, string]>> = {
  'sign-in-cloud': ['mlops.cloud.signIn', 'sign in'],
  'sign-in-gitlab': ['mlops.gitlab.signIn', 'sign in'],
  'choose-folder': ['mlops.cloud.chooseFolder', 'choose a folder'],
  'choose-project': ['mlops.gitlab.chooseProject', 'choose a project'],
  'open-log': ['mlops.log.show', 'see the log'],
  resume: ['mlops.environment.resume', 'resume'],
};
