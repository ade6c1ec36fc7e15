import { invalid } from '../wire/status';

/**
 * Which fields an update sets: those of its mask, or all of them when it has none, as the API says —
 * so an update without a mask resets what it does not name.
 * @param known all fields of the message, in snake_case
 */
export function masked<Field extends string>(
  mask: { readonly paths: readonly string[] } | undefined,
  known: readonly Field[],
): (field: Field) => boolean {
  const paths = mask?.paths ?? [];
  if (paths.length === 0) return () => true;
  for (const path of paths) {
    const top = path.split('.')[0] ?? path;
    if (!known.some((field) => field === path || field === top)) {
      throw invalid('update_mask', `Unknown field ${path}`);
    }
  }
  return (field) => paths.some((path) => path === field || path.startsWith(`${field}.`));
}
