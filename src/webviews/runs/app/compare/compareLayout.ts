import { computed } from '@preact/signals';
import { type GroupId, type SectionId } from '../../../../model/comparison/lines';
import { type CompareLayout } from '../../../../stores/keptCompare';
import { keep, kept } from '../kept';

const start: CompareLayout = {
  onlyDiffering: true,
  regressionsFirst: true,
  turned: [],
  collapsed: [],
  along: { kind: 'step' },
  logX: false,
  logY: false,
};

/** How the page is arranged; it stays so for the workspace. */
export const compareLayout = computed<CompareLayout>(() => kept.value.compare ?? start);

export function changeCompare(patch: Partial<CompareLayout>): void {
  keep({ compare: { ...compareLayout.value, ...patch } });
}

export const onlyDiffering = computed(() => compareLayout.value.onlyDiffering);
export const regressionsFirst = computed(() => compareLayout.value.regressionsFirst);
const turned = computed<ReadonlySet<SectionId>>(() => new Set(compareLayout.value.turned));
export const collapsed = computed<ReadonlySet<SectionId | GroupId>>(
  () => new Set(compareLayout.value.collapsed),
);

export function showsEqual(section: SectionId): boolean {
  return onlyDiffering.value === turned.value.has(section);
}

export function turnSection(section: SectionId): void {
  changeCompare({ turned: [...toggled(turned.value, section)] });
}

export function fold(id: SectionId | GroupId): void {
  changeCompare({ collapsed: [...toggled(collapsed.value, id)] });
}

export function toggled<T>(set: ReadonlySet<T>, entry: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(entry)) next.add(entry);
  return next;
}
