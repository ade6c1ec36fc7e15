import { type CollectionTag, parseDocument, YAMLSeq } from 'yaml';
import { isRecord } from '../../../../base/record';
import { ConfigProblem } from './problem';

/** `!reference [job, script]`, kept until everything is merged. */
export class Reference {
  constructor(readonly path: readonly string[]) {}
}

/** Reads one YAML text into plain data with `Reference`s in it. @throws ConfigProblem */
export function loadYaml(text: string): Record<string, unknown> {
  const document = parseDocument(text, {
    merge: true,
    uniqueKeys: false,
    customTags: [referenceTag],
  });
  const error = document.errors[0];
  if (error) {
    const at = error.linePos?.[0];
    const place = at ? `(<unknown>): line ${at.line} column ${at.col}: ` : '';
    throw new ConfigProblem(`Invalid YAML syntax: ${place}${error.message.split('\n')[0] ?? ''}`);
  }
  if (document.contents === null) {
    throw new ConfigProblem('Please provide content of .gitlab-ci.yml');
  }
  const value: unknown = document.toJS({ maxAliasCount: 1_000 });
  if (!isRecord(value)) throw new ConfigProblem('Invalid configuration format');
  return value;
}

class ReferenceSequence extends YAMLSeq {
  override toJSON(...args: Parameters<YAMLSeq['toJSON']>): unknown[] {
    const path = super.toJSON(...args).map(String);
    return Object.assign([], { reference: new Reference(path) });
  }
}

const referenceTag: CollectionTag = {
  tag: '!reference',
  collection: 'seq',
  nodeClass: ReferenceSequence,
  resolve(sequence) {
    const marked = new ReferenceSequence();
    if (sequence instanceof YAMLSeq) marked.items = sequence.items;
    return marked;
  },
};

/** The reference that a value stands for, if it is one. */
export function referenceIn(value: unknown): Reference | undefined {
  if (!Array.isArray(value) || !('reference' in value)) return undefined;
  return value.reference instanceof Reference ? value.reference : undefined;
}
