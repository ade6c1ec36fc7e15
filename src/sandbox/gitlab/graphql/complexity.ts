import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type GraphQLSchema,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { maxPageSize } from './connection';

export interface Document {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Fields behind a resolver class of GitLab (`Type.field`). They cost their subtree and 1, one more with `sort`;
 * a connection among them costs 1 % more of that for each node of its page. All other fields cost 1 and their
 * subtree, connections included. (GitLab: `BaseField#field_complexity`, `BaseResolver.complexity_multiplier`.)
 */
const resolverFields = new Set([
  'Project.jobs',
  'Project.job',
  'Project.mergeRequest',
  'Project.mergeRequests',
  'Project.mlExperiments',
  'Project.mlModels',
  'Project.pipeline',
  'Project.pipelines',
  'MergeRequest.pipelines',
  'MlModel.version',
  'MlModel.versions',
  'Pipeline.job',
  'Pipeline.jobs',
  'Query.mlExperiment',
  'Query.mlModel',
  'Query.package',
  'Query.project',
]);

export function complexityOf(document: Document): number {
  const root = document.schema.getRootType(document.operation.operation);
  return root ? selections(document, root, [document.operation.selectionSet]) : 0;
}

/** How many fields stand below one another at most; introspection counts too. */
export function depthOf(document: Document): number {
  const depth = (set: SelectionSetNode, seen: readonly string[]): number =>
    Math.max(
      0,
      ...set.selections.map((node) => {
        if (node.kind === Kind.FIELD)
          return 1 + (node.selectionSet ? depth(node.selectionSet, seen) : 0);
        if (node.kind === Kind.INLINE_FRAGMENT) return depth(node.selectionSet, seen);
        const name = node.name.value;
        const fragment = document.fragments[name];
        if (fragment === undefined || seen.includes(name)) return 0;
        return depth(fragment.selectionSet, [...seen, name]);
      }),
    );
  return depth(document.operation.selectionSet, []);
}

/** Fields with the same name in the answer are one field; of several possible types the costliest counts. */
function selections(
  document: Document,
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
): number {
  const possible = isInterfaceType(type) ? document.schema.getPossibleTypes(type) : [type];
  const costs = possible.map((one) => {
    const fields = new Map<string, FieldNode[]>();
    for (const set of sets) collect(document, one, set, fields);
    let sum = 0;
    for (const nodes of fields.values()) sum += fieldCost(document, one, nodes);
    return sum;
  });
  return Math.max(0, ...costs);
}

function collect(
  document: Document,
  type: GraphQLNamedType,
  set: SelectionSetNode,
  into: Map<string, FieldNode[]>,
): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      into.set(key, [...(into.get(key) ?? []), node]);
      continue;
    }
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : document.fragments[node.name.value];
    const condition = fragment?.typeCondition?.name.value;
    if (fragment && (condition === undefined || applies(document.schema, condition, type))) {
      collect(document, type, fragment.selectionSet, into);
    }
  }
}

function applies(schema: GraphQLSchema, condition: string, type: GraphQLNamedType): boolean {
  if (condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isInterfaceType(wanted) && isObjectType(type) && schema.isSubType(wanted, type);
}

function fieldCost(
  document: Document,
  type: GraphQLNamedType,
  nodes: readonly FieldNode[],
): number {
  const [node] = nodes;
  if (node === undefined) return 0;
  const field = definition(type, node.name.value);
  if (field === undefined) return 1;
  const sets = nodes.flatMap((one) => (one.selectionSet ? [one.selectionSet] : []));
  const result = getNamedType(field.type);
  const children = sets.length === 0 ? 0 : selections(document, result, sets);
  if (!resolverFields.has(`${type.name}.${field.name}`)) return children + 1;
  const cost = children + 1 + (argument(document, node, 'sort') === undefined ? 0 : 1);
  if (!result.name.endsWith('Connection')) return cost;
  const wanted = ['first', 'last'].map((name) => argument(document, node, name));
  const page = Math.min(maxPageSize, ...wanted.filter((value) => typeof value === 'number'));
  const searchedById = ['iid', 'iids'].some((name) => argument(document, node, name) !== undefined);
  return Math.trunc(cost + cost * page * (searchedById ? 0 : 0.01));
}

function argument(document: Document, node: FieldNode, name: string): unknown {
  const value = node.arguments?.find((one) => one.name.value === name)?.value;
  if (value === undefined || value.kind === Kind.NULL) return undefined;
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind === Kind.VARIABLE) return document.variables[value.name.value] ?? undefined;
  return value;
}

function definition(
  type: GraphQLNamedType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].find(
    (field) => field.name === name,
  );
  if (meta) return meta;
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}
