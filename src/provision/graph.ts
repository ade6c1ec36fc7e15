import { type Step } from './step';

/** Throws when ids repeat, an order names a step that is not there, or goes round in a circle. */
export function checkGraph(steps: readonly Pick<Step, 'id' | 'after'>[]): void {
  const after = new Map(steps.map((step) => [step.id, step.after]));
  if (after.size !== steps.length) throw new Error('Two steps have the same id.');
  const clear = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (clear.has(id)) return;
    if (path.includes(id))
      throw new Error(`Steps wait for each other: ${[...path, id].join(' → ')}.`);
    const order = after.get(id);
    if (order === undefined)
      throw new Error(`Step "${path.at(-1) ?? ''}" waits for "${id}", which is not there.`);
    for (const next of order) visit(next, [...path, id]);
    clear.add(id);
  };
  for (const step of steps) visit(step.id, []);
}
