import { expect, it } from 'vitest';
import { blueprintConfiguration } from '../../../src/commands/blueprintConfiguration';
import { type BlueprintField } from '../../../src/model/blueprintField';
import { blueprintFields, problemOf } from '../../../src/model/blueprintFields';
import { blueprint } from '../provision/samples';

it('reads back what it wrote, for every value', () => {
  for (const field of blueprintFields) {
    const text = field.read(blueprint);
    expect(field.read(field.write(blueprint, text)), field.id).toBe(text);
    expect(problemOf(field, blueprint), field.id).toBeUndefined();
  }
});

/** Another value than the one that stands there. */
function otherThan(field: BlueprintField): string {
  const text = field.read(blueprint);
  const choice = field.choices?.(blueprint).find((one) => one.text !== text);
  if (choice) return choice.text;
  switch (field.type) {
    case 'number':
      return String(Number(text) + 1);
    case 'flag':
      return text === 'true' ? 'false' : 'true';
    case 'list':
      return '203.0.113.9/32';
    case 'text':
      return 'another';
  }
}

it('takes another value, for every field, and leaves the rest as it is', () => {
  for (const field of blueprintFields) {
    const other = otherThan(field);
    expect(other, field.id).not.toBe(field.read(blueprint));
    const changed = field.write(blueprint, other);
    expect(field.read(changed), field.id).toBe(other);
    expect(field.write(changed, field.read(blueprint)), field.id).toEqual(blueprint);
  }
});

it.each([
  ['zone', 'moon'],
  ['subnet.cidr', '10.0.0.0/8'],
  ['gitlab.preset', 's3.micro'],
  ['gitlab.approvalRules', 'SOME'],
  ['gitlab.backupDays', 'many'],
  ['machine.image', 'Ubuntu 22'],
  ['machine.image', 'product:x'],
  ['machine.platform', 'abacus'],
  ['machine.gpus', '1'],
  ['machine.disk.type', 'tape'],
  ['machine.coreFraction', '5'],
])('names what is wrong with %s = %s', (id, text) => {
  const field = blueprintFields.find((one) => one.id === id)!;
  expect(problemOf(field, field.write(blueprint, text))).toMatch(/^[A-Z“].*\.$/);
});

it('says that a fixed address needs an address, and disks of some types come in steps', () => {
  const { machine } = blueprint;
  const wrong = { ...machine, publicAddress: false, staticAddress: true };
  const field = (id: string) => blueprintFields.find((one) => one.id === id)!;
  expect(problemOf(field('machine.staticAddress'), { ...blueprint, machine: wrong })).toBe(
    'A fixed public address needs a public address.',
  );
  const disk = { gb: 100, type: 'network-ssd-io-m3' };
  expect(problemOf(field('machine.disk.gb'), { ...blueprint, machine: { ...machine, disk } })).toBe(
    'Disks of this type come in steps of 93 GB.',
  );
});

it('has a setting for each value', () => {
  const { properties } = blueprintConfiguration() as { properties: Record<string, object> };
  expect(Object.keys(properties)).toHaveLength(blueprintFields.length);
  expect(properties['mlops.blueprint.gitlab.preset']).toMatchObject({
    type: 'string',
    default: 's2.micro',
    enum: ['s2.micro', 's2.small', 's2.medium', 's2.large'],
  });
  expect(properties['mlops.blueprint.machine.preemptible']).toMatchObject({ type: 'boolean' });
  expect(properties['mlops.blueprint.securityGroup.allowedCidrs']).toMatchObject({ type: 'array' });
});
