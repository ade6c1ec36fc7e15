import {
  type Action,
  type Choice,
  type InputQuestion,
  type PickQuestion,
  type ProgressTask,
  type Ui,
  type WizardStep,
} from '../../src/host/ui';
import { cancelled } from '../../src/base/errors';
import { runWizard } from '../../src/host/wizard';

/** What a person does at a question: chooses by label, types, agrees, goes back or leaves. */
export type Reaction =
  | { readonly do: 'choose'; readonly label: string | RegExp }
  | { readonly do: 'type'; readonly text: string }
  /** Takes what is suggested. */
  | { readonly do: 'accept' }
  | { readonly do: 'agree' }
  | { readonly do: 'back' }
  | { readonly do: 'leave' };

export const choose = (label: string | RegExp): Reaction => ({ do: 'choose', label });
export const type = (text: string): Reaction => ({ do: 'type', text });
export const accept: Reaction = { do: 'accept' };
export const agree: Reaction = { do: 'agree' };
export const back: Reaction = { do: 'back' };
export const leave: Reaction = { do: 'leave' };

interface Told {
  readonly kind: 'tell' | 'warn';
  readonly message: string;
  readonly actions: readonly Action[];
}

/**
 * A person before the editor: reacts to questions by their titles, in the order given, and remembers what was
 * asked, told, copied and opened. A question that nobody has an answer for fails the test.
 */
export class ScriptedUi implements Ui {
  readonly asked: string[] = [];
  /** What the checks of inputs said to texts that were typed. */
  readonly refused: string[] = [];
  readonly told: Told[] = [];
  readonly worked: string[] = [];
  readonly reports: string[] = [];
  readonly opened: string[] = [];
  readonly copied: string[] = [];
  readonly saved: { name: string; bytes: Uint8Array }[] = [];
  readonly confirmed: { message: string; detail: string | undefined }[] = [];
  readonly choicesShown: string[][] = [];
  /** Folder or file that is chosen when one is asked for. */
  path: string | undefined;
  /** The person presses Cancel as soon as progress with these words in its title is shown. */
  cancelAt: string | undefined;
  /** The person presses Cancel once progress reports such words. */
  cancelWhen: RegExp | undefined;
  readonly #script: { title: string; reaction: Reaction }[] = [];

  /** What to do at the next questions whose titles contain these words. */
  will(...script: readonly (readonly [title: string, reaction: Reaction])[]): this {
    for (const [title, reaction] of script) this.#script.push({ title, reaction });
    return this;
  }

  /** Reactions that no question came for. */
  get unused(): string[] {
    return this.#script.map(({ title }) => title);
  }

  get messages(): string[] {
    return this.told.map(({ message }) => message);
  }

  /** Presses a button of the last message. */
  async press(label: string): Promise<void> {
    const action = this.told.at(-1)?.actions.find((one) => one.label === label);
    if (!action) throw new Error(`The last message has no button "${label}".`);
    await action.run();
  }

  async pick<T>(question: PickQuestion<T>): Promise<T | undefined> {
    const answer = await this.#pick(question);
    return typeof answer === 'string' ? undefined : answer.value;
  }

  async input(question: InputQuestion): Promise<string | undefined> {
    const answer = await this.#input(question);
    return typeof answer === 'string' ? undefined : answer.value;
  }

  wizard<S>(title: string, start: S, steps: readonly WizardStep<S>[]): Promise<S | undefined> {
    return runWizard(start, steps, ({ step, steps: count }) => {
      const place = `${title} ${step}/${count}: `;
      return {
        pick: (question) => this.#pick({ ...question, title: place + question.title }),
        input: (question) => this.#input({ ...question, title: place + question.title }),
      };
    });
  }

  confirm(question: { message: string; detail?: string; action: string }): Promise<boolean> {
    this.confirmed.push({ message: question.message, detail: question.detail });
    const reaction = this.#react(question.message);
    return Promise.resolve(reaction.do === 'agree');
  }

  tell(message: string, ...actions: readonly Action[]): void {
    this.told.push({ kind: 'tell', message, actions });
  }

  warn(message: string, ...actions: readonly Action[]): void {
    this.told.push({ kind: 'warn', message, actions });
  }

  progress<T>(task: ProgressTask<T>): Promise<T> {
    this.worked.push(task.title);
    const controller = new AbortController();
    const given = this.cancelAt !== undefined && task.title.includes(this.cancelAt);
    const running = task.run((message) => {
      this.reports.push(message);
      if (this.cancelWhen?.test(message) === true) controller.abort(cancelled());
    }, controller.signal);
    if (given) queueMicrotask(() => controller.abort(cancelled()));
    return running;
  }

  openExternal(url: string): Promise<boolean> {
    this.opened.push(url);
    return Promise.resolve(true);
  }

  copy(text: string): Promise<void> {
    this.copied.push(text);
    return Promise.resolve();
  }

  chooseFile(): Promise<string | undefined> {
    return Promise.resolve(this.path);
  }

  chooseFolder(): Promise<string | undefined> {
    return Promise.resolve(this.path);
  }

  saveFile(file: { name: string; extension: string; bytes: Uint8Array }): Promise<void> {
    this.saved.push(file);
    return Promise.resolve();
  }

  async #pick<T>(question: PickQuestion<T>): Promise<{ value: T } | 'back' | 'leave'> {
    const reaction = this.#react(question.title);
    if (reaction.do === 'back' || reaction.do === 'leave') return reaction.do;
    if (reaction.do === 'type') {
      const typed = question.typed?.(reaction.text);
      if (!typed) throw new Error(`"${question.title}" takes no "${reaction.text}".`);
      return { value: typed.value };
    }
    const choices = await choicesOf(question);
    const labels = choices.map((choice) => choice.label);
    this.choicesShown.push(labels.length > 0 ? labels : [question.empty ?? '']);
    const chosen =
      reaction.do === 'accept'
        ? (choices.find((choice) => choice.value === question.active) ?? choices[0])
        : choices.find((choice) => reaction.do === 'choose' && fits(reaction.label, choice.label));
    if (!chosen) throw new Error(`"${question.title}" offers only: ${labels.join(', ')}.`);
    return { value: chosen.value };
  }

  /** Types and presses Enter; when the check refuses, the next reaction to this title follows. */
  async #input(question: InputQuestion): Promise<{ value: string } | 'back' | 'leave'> {
    for (;;) {
      const reaction = this.#react(question.title);
      if (reaction.do === 'back' || reaction.do === 'leave') return reaction.do;
      const value = reaction.do === 'type' ? reaction.text : (question.value ?? '');
      const problem = await Promise.resolve(question.check?.(value, new AbortController().signal))
        // As the editor's own input box does: what the check throws is what is wrong.
        .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
      if (problem === undefined) return { value };
      this.refused.push(problem);
    }
  }

  #react(title: string): Reaction {
    this.asked.push(title);
    const at = this.#script.findIndex((entry) => title.includes(entry.title));
    const [entry] = at === -1 ? [] : this.#script.splice(at, 1);
    if (!entry) throw new Error(`Nobody knows what to do at "${title}".`);
    return entry.reaction;
  }
}

async function choicesOf<T>(question: PickQuestion<T>): Promise<readonly Choice<T>[]> {
  return typeof question.choices === 'function'
    ? question.choices(new AbortController().signal)
    : question.choices;
}

function fits(wanted: string | RegExp, label: string): boolean {
  return typeof wanted === 'string' ? label === wanted : wanted.test(label);
}
