import { randomInt } from 'node:crypto';

const animals = [
  'alligator',
  'armadillo',
  'badger',
  'beaver',
  'bison',
  'bobcat',
  'caribou',
  'chickadee',
  'chipmunk',
  'coyote',
  'crane',
  'elk',
  'falcon',
  'ferret',
  'goldfinch',
  'gopher',
  'grizzlybear',
  'hare',
  'heron',
  'jackrabbit',
  'kingfisher',
  'lynx',
  'manatee',
  'marmot',
  'moose',
  'muskrat',
  'newt',
  'osprey',
  'otter',
  'pelican',
  'porcupine',
  'puffin',
  'quail',
  'raccoon',
  'salamander',
  'skunk',
  'tern',
  'vole',
  'walrus',
  'warbler',
  'wolverine',
  'woodchuck',
  'wren',
] as const;

/** The name of a run that nobody named: three animals and a number. */
export function nickname(random: (below: number) => number = randomInt): string {
  const pick = (): string => animals[random(animals.length)] ?? 'otter';
  return `${pick()}-${pick()}-${pick()}-${random(10_000)}`;
}
