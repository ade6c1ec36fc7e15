import { isRecord } from '../base/record';
import { type Blueprint } from './blueprint';
import { type BlueprintField } from './blueprintField';
import { blueprintFields } from './blueprintFields';

/** `mlops.blueprint.<id>` as the editor knows it: default and what may stand there. */
export interface FieldSetting {
  readonly default: string | number | boolean | readonly string[];
  readonly choices: readonly string[] | undefined;
}

/** @param base the blueprint whose values are the defaults */
export function settingOf(field: BlueprintField, base: Blueprint): FieldSetting {
  const choices = field.open ? undefined : field.choices?.(base).map((one) => one.text);
  // Choices that follow from other values are no list for a settings page.
  const fixed = field.type === 'text' ? choices : undefined;
  return { default: valueOf(field, base), choices: fixed };
}

/**
 * The blueprint with what the settings say; what has the wrong type, or stands there by default, changes nothing.
 * A value that the cloud would refuse is taken: the wizard shows what is wrong with it.
 * @param settings everything below `mlops.blueprint`, nested as the editor gives it
 */
export function withSettings(blueprint: Blueprint, settings: unknown): Blueprint {
  return blueprintFields.reduce((made, field) => {
    const text = textOf(field, valueAt(settings, field.id.split('.')));
    const usual = field.read(blueprint);
    return text === undefined || text === usual ? made : field.write(made, text);
  }, blueprint);
}

function valueOf(field: BlueprintField, blueprint: Blueprint): FieldSetting['default'] {
  const text = field.read(blueprint);
  switch (field.type) {
    case 'text':
      return text;
    case 'number':
      return Number(text);
    case 'flag':
      return text === 'true';
    case 'list':
      return text === '' ? [] : text.split(', ');
  }
}

function textOf({ type }: BlueprintField, value: unknown): string | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
    case 'number':
      return typeof value === 'number' ? String(value) : undefined;
    case 'flag':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'list': {
      const texts = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
      return texts.length === 0 ? undefined : texts.join(', ');
    }
  }
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  return isRecord(value) ? valueAt(value[key], rest) : undefined;
}
