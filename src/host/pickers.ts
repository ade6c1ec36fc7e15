import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import { cancelled, errorText, isAppError } from '../base/errors';
import {
  type Choice,
  type InputQuestion,
  type PickQuestion,
  type Ui,
  type WizardDialog,
} from './ui';
import { runWizard, type WizardPlace } from './wizard';

interface Place extends WizardPlace {
  readonly title: string;
}
type Answer<T> = { value: T } | 'back' | 'leave';

export const pickers: Pick<Ui, 'pick' | 'input' | 'wizard'> = {
  pick: async (question) => valueOf(await askPick(question)),
  input: async (question) => valueOf(await askInput(question)),
  wizard: (title, start, steps) => runWizard(start, steps, (place) => dialog({ ...place, title })),
};

function valueOf<T>(answer: Answer<T>): T | undefined {
  return typeof answer === 'string' ? undefined : answer.value;
}

function dialog(place: Place): WizardDialog {
  return {
    pick: (question) => askPick(question, place),
    input: (question) => askInput(question, place),
  };
}

function dress(input: vscode.QuickInput, title: string, place: Place | undefined): void {
  input.ignoreFocusOut = true;
  input.title = place ? `${place.title}: ${title}` : title;
  if (!place) return;
  input.step = place.step;
  input.totalSteps = place.steps;
}

function askPick<T>(question: PickQuestion<T>, place?: Place): Promise<Answer<T>> {
  const owned = new DisposableStore();
  const abort = new AbortController();
  return new Promise<Answer<T>>((resolve) => {
    const picker = owned.add(
      vscode.window.createQuickPick<vscode.QuickPickItem & { choice?: Choice<T> }>(),
    );
    dress(picker, question.title, place);
    picker.placeholder = question.placeholder;
    picker.matchOnDescription = true;
    picker.matchOnDetail = true;
    if (place && place.step > 1) picker.buttons = [vscode.QuickInputButtons.Back];
    type Item = vscode.QuickPickItem & { choice?: Choice<T> };
    let listed: readonly Item[] = [];
    const withTyped = (): void => {
      const typed = question.typed?.(picker.value.trim());
      const known = listed.some((item) => typed && item.choice?.value === typed.value);
      picker.items =
        typed && !known ? [{ ...toItem(typed), alwaysShow: true }, ...listed] : [...listed];
    };
    const show = (choices: readonly Choice<T>[]): void => {
      picker.busy = false;
      listed =
        choices.length === 0
          ? [{ label: `$(info) ${question.empty ?? 'Nothing to choose from.'}`, alwaysShow: true }]
          : choices.map(toItem);
      withTyped();
      const active = picker.items.find(
        (item) => item.choice && item.choice.value === question.active,
      );
      if (active) picker.activeItems = [active];
    };
    if (typeof question.choices === 'function') {
      picker.busy = true;
      question.choices(abort.signal).then(show, (error: unknown) => {
        if (isAppError(error, 'cancelled')) return;
        picker.busy = false;
        listed = [{ label: `$(warning) ${errorText(error)}`, alwaysShow: true }];
        withTyped();
      });
    } else show(question.choices);
    if (question.typed) owned.add(picker.onDidChangeValue(withTyped));
    owned.add(picker.onDidTriggerButton(() => resolve('back')));
    owned.add(
      picker.onDidAccept(() => {
        const choice = picker.selectedItems[0]?.choice ?? picker.activeItems[0]?.choice;
        if (choice) resolve({ value: choice.value });
      }),
    );
    owned.add(picker.onDidHide(() => resolve('leave')));
    picker.show();
  }).finally(() => {
    abort.abort(cancelled());
    owned.dispose();
  });
}

function toItem<T>(choice: Choice<T>): vscode.QuickPickItem & { choice: Choice<T> } {
  const label = withoutIcons(choice.label);
  return {
    label: choice.icon ? `$(${choice.icon}) ${label}` : label,
    ...(choice.description === undefined ? {} : { description: withoutIcons(choice.description) }),
    ...(choice.detail === undefined ? {} : { detail: withoutIcons(choice.detail) }),
    choice,
  };
}

/** Names come from elsewhere: `$(trash)` in one is text. */
function withoutIcons(text: string): string {
  return text.replace(/\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g, '\\$&');
}

function askInput(question: InputQuestion, place?: Place): Promise<Answer<string>> {
  const owned = new DisposableStore();
  let checking = new AbortController();
  return new Promise<Answer<string>>((resolve) => {
    const box = owned.add(vscode.window.createInputBox());
    dress(box, question.title, place);
    box.prompt = question.prompt;
    box.placeholder = question.placeholder;
    box.password = question.password ?? false;
    box.value = question.value ?? '';
    if (place && place.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
    const check = async (): Promise<boolean> => {
      checking.abort(cancelled());
      const own = (checking = new AbortController());
      box.busy = true;
      const problem = await Promise.resolve(question.check?.(box.value, own.signal)).catch(
        (error: unknown) => (isAppError(error, 'cancelled') ? undefined : errorText(error)),
      );
      if (own.signal.aborted) return false;
      box.busy = false;
      box.validationMessage = problem;
      return problem === undefined;
    };
    owned.add(box.onDidChangeValue(() => void check()));
    owned.add(box.onDidTriggerButton(() => resolve('back')));
    owned.add(
      box.onDidAccept(async () => {
        if (await check()) resolve({ value: box.value });
      }),
    );
    owned.add(box.onDidHide(() => resolve('leave')));
    box.show();
  }).finally(() => {
    checking.abort(cancelled());
    owned.dispose();
  });
}
