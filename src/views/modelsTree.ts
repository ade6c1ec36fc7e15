import { known, type Loadable } from '../base/loadable';
import { type Project } from '../model/project';
import { aliasesOf, currentAliases, previousVersion } from '../model/registry/aliasChanges';
import { readAliases } from '../model/registry/aliases';
import { type Model, type ModelsSnapshot, type ModelVersion } from '../model/registry';
import { type RunId } from '../model/ids';
import { type Metric } from '../model/run';
import { agoText, metricText, plural } from '../model/words';
import { type NoteNode, notesOf, presentNote } from './notes';
import { type Presented } from './present';

export type ModelsNode =
  | {
      readonly kind: 'model';
      readonly project: Project;
      readonly model: Model;
      readonly versions: readonly ModelVersion[];
      readonly metrics?: ReadonlyMap<RunId, readonly Metric[]>;
    }
  | {
      readonly kind: 'model-version';
      readonly project: Project;
      readonly model: Model;
      readonly version: ModelVersion;
      /** What its run reached, where that could be read. */
      readonly metrics?: readonly Metric[] | undefined;
    }
  | NoteNode;

export type ModelNode = Extract<ModelsNode, { kind: 'model' }>;
export type ModelVersionNode = Extract<ModelsNode, { kind: 'model-version' }>;

export function modelRoots(state: Loadable<ModelsSnapshot>): ModelsNode[] {
  const notes = notesOf(state, 'mlops.models.refresh', 'models');
  const snapshot = known(state)?.value;
  if (!snapshot) return notes;
  const { project, models } = snapshot;
  if (models.length === 0) {
    return [
      ...notes,
      {
        kind: 'hint',
        label: 'No models yet. Create one…',
        icon: 'add',
        command: 'mlops.model.create',
      },
    ];
  }
  return [...notes, ...models.map((entry) => ({ kind: 'model', project, ...entry }) as const)];
}

export function modelChildren(node: ModelsNode): ModelsNode[] {
  if (node.kind !== 'model') return [];
  const { project, model } = node;
  return node.versions.map((version) => ({
    kind: 'model-version',
    project,
    model,
    version,
    metrics: node.metrics?.get(version.run.id),
  }));
}

/** @param keyMetric the metric shown beside a version. */
export function presentModels(node: ModelsNode, keyMetric: string, now: number): Presented {
  switch (node.kind) {
    case 'model':
      return {
        id: `model ${node.model.id}`,
        label: node.model.name,
        description: plural(node.model.versionCount, 'version'),
        icon: 'package',
        traits: canRollBack(node.model) ? ['model', 'rollable'] : ['model'],
        click: { command: 'mlops.model.show' },
        ...(node.versions.length > 0 ? { expand: 'expanded' } : {}),
        tooltip:
          readAliases(node.model.description).text || `Model ${node.model.name}, no description`,
      };
    case 'model-version': {
      const aliases = aliasesOf(readAliases(node.model.description).changes, node.version.version);
      const latest = node.model.latestVersion?.id === node.version.id;
      const reached = node.metrics?.find(({ name }) => name === keyMetric) ?? node.metrics?.[0];
      return {
        id: `version ${node.version.id}`,
        label: node.version.version,
        description: [
          ...aliases,
          ...(latest ? ['latest'] : []),
          ...(reached ? [`${reached.name} ${metricText(reached.latest.value)}`] : []),
          node.version.run.name,
        ].join(' · '),
        icon: aliases.length > 0 ? 'tag' : 'versions',
        traits: ['model-version'],
        click: { command: 'mlops.model.show' },
        tooltip: `Version ${node.version.version} from run ${node.version.run.name}, ${agoText(node.version.createdAt, now)}`,
      };
    }
    case 'problem':
    case 'hint':
    case 'waiting':
      return presentNote(node);
  }
}

/** Some alias has named another version before. */
function canRollBack(model: Model): boolean {
  const { changes } = readAliases(model.description);
  return [...currentAliases(changes).keys()].some(
    (alias) => previousVersion(changes, alias) !== undefined,
  );
}
