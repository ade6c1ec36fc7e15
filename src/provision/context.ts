import { noRecord, type Outputs, type StepProgress, type StepRecord } from '../model/journal';
import { type RunJournal, type Step, type StepContext } from './step';

interface Watcher {
  changed(): void;
  report(progress: StepProgress): void;
}

/** What a running step sees of its journal. */
export function stepContext(
  step: Step,
  journal: RunJournal,
  newKey: () => string,
  watcher: Watcher,
): StepContext {
  const own = (): StepRecord => journal.records[step.id] ?? noRecord;
  const update = async (
    change: (record: StepRecord) => StepRecord,
    note?: string,
  ): Promise<void> => {
    await journal.update(step.id, change, note);
    watcher.changed();
  };
  return {
    get recorded(): Outputs {
      return own().outputs;
    },
    outputs: (id) => journal.records[id]?.outputs ?? {},
    record: (values, note) =>
      update(
        (record) => ({ ...record, outputs: { ...record.outputs, ...values } }),
        note === undefined ? undefined : `${step.title}: ${note}`,
      ),
    async key(name) {
      const known = own().keys[name];
      if (known !== undefined) return known;
      const key = newKey();
      await update((record) => ({ ...record, keys: { ...record.keys, [name]: key } }));
      return key;
    },
    hasKey: (name) => own().keys[name] !== undefined,
    forget: (names) =>
      update((record) => ({
        ...record,
        keys: without(record.keys, names),
        outputs: without(record.outputs, names),
      })),
    report: (progress) => watcher.report(progress),
    note: (text) => update((record) => record, `${step.title}: ${text}`),
  };
}

function without(
  record: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
