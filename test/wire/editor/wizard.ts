import { type Blueprint } from '../../../src/model/blueprint';
import { choose, type Reaction, type as typing } from '../../support/scriptedUi';
import { type TestWindow } from './window';

/** What Anna answers to the questions about an environment. */
export const wizardAnswers: readonly (readonly [title: string, reaction: Reaction])[] = [
  ['Environment 1/4: Name', typing('mlops-anna')],
  ['Environment 2/4: E-mail', typing('anna@example.com')],
  ['Environment 3/4: Who may connect', typing('127.0.0.1')],
  ['Environment 4/4: Review', choose('Show the plan')],
];

/** Answers the questions; what the plan is then shown for. */
export async function askedBlueprint(editor: TestWindow): Promise<Blueprint> {
  editor.ui.will(...wizardAnswers);
  await editor.commands['mlops.environment.create']();
  return shownBlueprint(editor);
}

/** What the first plan was shown for. */
export function shownBlueprint({ shown }: Pick<TestWindow, 'shown'>): Blueprint {
  const text = shown.find((one) => one.startsWith('plan '));
  if (text === undefined) throw new Error('No plan was shown.');
  return JSON.parse(text.slice(5)) as Blueprint;
}
