import { isRecord } from '../../../../base/record';
import { expressionProblem } from './expression';
import { duration, flag, knownKeys, oneOf, section, text, texts, variables } from './parts';
import { problemAt } from './problem';
import { type Need, type RefPolicy, type Rule } from './types';

const ruleKeys = new Set(
  'if changes exists when start_in allow_failure variables needs interruptible auto_cancel'.split(
    ' ',
  ),
);
const whens = ['on_success', 'on_failure', 'always', 'never', 'manual', 'delayed'] as const;

export function readRules(value: unknown, path: string): Rule[] {
  if (!Array.isArray(value))
    throw problemAt(`${path} config`, 'should be an array containing hashes');
  return value.flat(10).map((item: unknown, at) => readRule(item, `${path}:rule`, at));
}

function readRule(value: unknown, path: string, _at: number): Rule {
  const rule = section(value, `${path} config`);
  knownKeys(rule, ruleKeys, path);
  const when = rule['when'] === undefined ? undefined : oneOf(rule['when'], whens, `${path} when`);
  if (when === 'delayed' && rule['start_in'] === undefined) {
    throw problemAt(`${path} start in`, 'should be a duration');
  }
  return {
    ...(rule['if'] !== undefined && { if: expression(rule['if'], path) }),
    ...(rule['changes'] !== undefined && { changes: paths(rule['changes'], `${path}:changes`) }),
    ...(rule['exists'] !== undefined && { exists: paths(rule['exists'], `${path}:exists`) }),
    ...(when !== undefined && { when }),
    ...(rule['start_in'] !== undefined && {
      startInS: duration(rule['start_in'], `${path} start in`),
    }),
    ...(rule['allow_failure'] !== undefined && {
      allowFailure: flag(rule['allow_failure'], `${path} allow failure`),
    }),
    ...(rule['variables'] !== undefined && {
      variables: variables(rule['variables'], `${path}:variables`, false),
    }),
    ...(rule['needs'] !== undefined && { needs: readNeeds(rule['needs'], `${path}:needs`) }),
  };
}

function expression(value: unknown, path: string): string {
  const source = text(value, `${path} if`);
  const problem = expressionProblem(source);
  if (problem !== undefined) throw problemAt(`${path} if`, problem);
  return source;
}

function paths(value: unknown, path: string): string[] {
  return texts(isRecord(value) ? value['paths'] : value, path);
}

export function readNeeds(value: unknown, path: string): Need[] {
  const list: unknown[] = Array.isArray(value) ? value.flat(10) : [value];
  return list.map((item) => {
    if (typeof item === 'string') return { job: item, artifacts: true, optional: false };
    const need = section(item, `${path}:need config`);
    const job = need['job'];
    if (typeof job !== 'string') throw problemAt(`${path}:need`, 'has an unsupported type');
    return {
      job,
      artifacts:
        need['artifacts'] === undefined || flag(need['artifacts'], `${path}:need artifacts`),
      optional: need['optional'] !== undefined && flag(need['optional'], `${path}:need optional`),
    };
  });
}

/** `only` and `except`: a list of refs, or refs, variables and changes. */
export function readPolicy(value: unknown, path: string): RefPolicy {
  if (!isRecord(value)) return { refs: texts(value, path) };
  return {
    ...(value['refs'] !== undefined && { refs: texts(value['refs'], `${path}:refs`) }),
    ...(value['changes'] !== undefined && { changes: paths(value['changes'], `${path}:changes`) }),
    ...(value['variables'] !== undefined && {
      variables: texts(value['variables'], `${path}:variables`).map((source) =>
        expression(source, path),
      ),
    }),
  };
}
