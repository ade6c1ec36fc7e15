import { type Disposable } from '../base/disposable';

/** The editor's ways to ask and tell, as far as commands need them. `undefined` from a question means: cancelled. */
export interface Ui {
  pick<T>(question: PickQuestion<T>): Promise<T | undefined>;
  input(question: InputQuestion): Promise<string | undefined>;
  /** Runs questions one after the other, with a back button; undefined when the user leaves. */
  wizard<S>(title: string, start: S, steps: readonly WizardStep<S>[]): Promise<S | undefined>;
  /** A modal question; true when the user chose `action`. */
  confirm(question: { message: string; detail?: string; action: string }): Promise<boolean>;
  /** A message with buttons; answers the chosen button without making the work wait for it. */
  tell(message: string, ...actions: readonly Action[]): void;
  warn(message: string, ...actions: readonly Action[]): void;
  progress<T>(task: ProgressTask<T>): Promise<T>;
  openExternal(url: string): Promise<boolean>;
  copy(text: string): Promise<void>;
  chooseFile(question: {
    title: string;
    filters?: Record<string, string[]>;
  }): Promise<string | undefined>;
  /** Asks where, with a name to start from, and writes; nothing happens when the user cancels. */
  saveFile(file: { name: string; extension: string; bytes: Uint8Array }): Promise<void>;
  chooseFolder(question: { title: string; openLabel: string }): Promise<string | undefined>;
}

export interface Action {
  readonly label: string;
  readonly run: () => unknown;
}

export interface Choice<T> {
  readonly label: string;
  readonly description?: string | undefined;
  readonly detail?: string | undefined;
  readonly icon?: string | undefined;
  readonly value: T;
}

export interface PickQuestion<T> {
  readonly title: string;
  readonly placeholder?: string;
  /** Choices, or how to get them; while they are fetched the picker shows that it is busy. */
  readonly choices: readonly Choice<T>[] | ((signal: AbortSignal) => Promise<readonly Choice<T>[]>);
  /** What to say when there is nothing to choose. */
  readonly empty?: string;
  /** What somebody means who types this instead of choosing; offered first when it is something. */
  readonly typed?: (text: string) => Choice<T> | undefined;
  readonly active?: T;
}

export interface InputQuestion {
  readonly title: string;
  readonly prompt?: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly password?: boolean;
  /** A sentence that says what is wrong, or undefined. Called while typing and once more, awaited, on accept. */
  readonly check?: (
    value: string,
    signal: AbortSignal,
  ) => string | undefined | Promise<string | undefined>;
}

/** Reads and extends the state of a wizard. Answers the next state, `back` or `leave`. */
export interface WizardStep<S> {
  readonly ask: (state: S, dialog: WizardDialog) => Promise<S | 'back' | 'leave'>;
  /** A step that makes no sense for the state is left out. */
  readonly when?: (state: S) => boolean;
}

export interface WizardDialog {
  pick<T>(question: PickQuestion<T>): Promise<{ value: T } | 'back' | 'leave'>;
  input(question: InputQuestion): Promise<{ value: string } | 'back' | 'leave'>;
}

export interface ProgressTask<T> {
  readonly title: string;
  /** `notification` can be cancelled; `window` shows in the status bar. */
  readonly place?: 'notification' | 'window';
  readonly run: (report: (message: string) => void, signal: AbortSignal) => Promise<T>;
}

export interface TerminalSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A read-only text that grows, such as a job's log. */
export interface LiveText extends Disposable {
  append(text: string): void;
  replace(text: string): void;
}
