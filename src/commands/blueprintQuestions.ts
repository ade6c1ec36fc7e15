import { type Choice, type WizardDialog } from '../host/ui';
import { type Blueprint } from '../model/blueprint';
import { type BlueprintField, type FieldGroup, fieldGroups } from '../model/blueprintField';
import { blueprintBrief } from '../model/blueprintBrief';
import { blueprintFields, fieldOf, problemOf } from '../model/blueprintFields';
import { validateBlueprint } from '../model/validateBlueprint';

type Next = Blueprint | 'back' | 'leave';

/** A further look at a value that is fine by form: a sentence when something is in the way. */
export type LiveCheck = (
  field: BlueprintField,
  text: string,
  signal: AbortSignal,
) => Promise<string | undefined>;

/** Asks for one value, with what is wrong said while it is typed. */
export async function askField(
  blueprint: Blueprint,
  field: BlueprintField,
  dialog: WizardDialog,
  live?: LiveCheck,
): Promise<Next> {
  const choices = choicesOf(field, blueprint);
  if (choices) {
    const answer = await dialog.pick<string | undefined>({
      title: field.title,
      placeholder: field.about,
      active: field.read(blueprint),
      choices,
    });
    if (typeof answer === 'string') return answer;
    if (answer.value !== undefined) return field.write(blueprint, answer.value);
  }
  const answer = await dialog.input({
    title: field.title,
    prompt: field.about,
    value: field.read(blueprint),
    check: async (text, signal) =>
      problemOf(field, field.write(blueprint, text.trim())) ??
      (await live?.(field, text.trim(), signal)),
  });
  return typeof answer === 'string' ? answer : field.write(blueprint, answer.value.trim());
}

/**
 * Everything on one page: values by group, with what is wrong marked; a group opens to its values. Ends with a
 * blueprint that has nothing wrong with it.
 */
export async function review(
  start: Blueprint,
  dialog: WizardDialog,
  live?: LiveCheck,
): Promise<Next> {
  let blueprint = start;
  for (;;) {
    const answer = await dialog.pick<FieldGroup | 'done' | 'mend'>({
      title: 'Review',
      placeholder: 'Show the plan, or change something first. Nothing is created before you agree',
      choices: [doneChoice(blueprint), ...groupChoices(blueprint)],
    });
    if (typeof answer === 'string') return answer;
    if (answer.value === 'done') return blueprint;
    const next =
      answer.value === 'mend'
        ? await mendFirst(blueprint, dialog, live)
        : await askGroup(blueprint, answer.value, dialog, live);
    if (next === 'leave') return 'leave';
    if (next !== 'back') blueprint = next;
  }
}

async function askGroup(
  start: Blueprint,
  group: FieldGroup,
  dialog: WizardDialog,
  live: LiveCheck | undefined,
): Promise<Next> {
  let blueprint = start;
  for (;;) {
    const answer = await dialog.pick<BlueprintField | undefined>({
      title: fieldGroups[group].title,
      placeholder: 'Choose what to change',
      choices: [
        { label: 'Done', description: 'back to the review', icon: 'check', value: undefined },
        ...blueprintFields
          .filter((field) => field.group === group)
          .map((field) => fieldChoice(field, blueprint)),
      ],
    });
    if (answer === 'leave') return 'leave';
    if (answer === 'back' || answer.value === undefined) return blueprint;
    const next = await askField(blueprint, answer.value, dialog, live);
    if (next === 'leave') return 'leave';
    if (next !== 'back') blueprint = next;
  }
}

async function mendFirst(
  blueprint: Blueprint,
  dialog: WizardDialog,
  live: LiveCheck | undefined,
): Promise<Next> {
  const field = validateBlueprint(blueprint)
    .map(fieldOf)
    .find((one) => one !== undefined);
  return field ? askField(blueprint, field, dialog, live) : 'back';
}

function doneChoice(blueprint: Blueprint): Choice<'done' | 'mend'> {
  const problems = validateBlueprint(blueprint);
  const [first] = problems;
  if (!first) {
    return {
      label: 'Show the plan',
      description: 'with prices and quotas',
      icon: 'checklist',
      value: 'done',
    };
  }
  return {
    label: `Mend ${problems.length === 1 ? 'one value' : `${problems.length} values`}`,
    description: `${fieldOf(first)?.title ?? first.field}: ${first.message}`,
    icon: 'error',
    value: 'mend',
  };
}

function groupChoices(blueprint: Blueprint): Choice<FieldGroup>[] {
  const wrong = new Set(validateBlueprint(blueprint).map((problem) => fieldOf(problem)?.group));
  return (Object.keys(fieldGroups) as FieldGroup[]).map((group) => ({
    label: `${fieldGroups[group].title}…`,
    detail: blueprintBrief(blueprint, group),
    icon: wrong.has(group) ? 'error' : fieldGroups[group].icon,
    value: group,
  }));
}

function fieldChoice(field: BlueprintField, blueprint: Blueprint): Choice<BlueprintField> {
  const problem = problemOf(field, blueprint);
  const text = field.read(blueprint);
  return {
    label: field.title,
    description: field.type === 'flag' ? (text === 'true' ? 'yes' : 'no') : text,
    detail: problem ?? field.about.replaceAll('`', ''),
    icon: problem === undefined ? 'edit' : 'error',
    value: field,
  };
}

function choicesOf(
  field: BlueprintField,
  blueprint: Blueprint,
): Choice<string | undefined>[] | undefined {
  if (field.type === 'flag') {
    return [
      { label: 'Yes', value: 'true' },
      { label: 'No', value: 'false' },
    ];
  }
  const choices = field.choices?.(blueprint).map(({ text, label, detail }) => ({
    label,
    ...(label !== text && { description: text }),
    ...(detail !== undefined && { detail }),
    value: text,
  }));
  if (!choices || !field.open) return choices;
  return [...choices, { label: 'Other…', icon: 'edit', value: undefined }];
}
