import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Blueprint } from '../../../src/model/blueprint';
import { type YandexCloud } from '../../../src/yandex/cloud';
import { type SimulatedCloud, simulatedCloud } from '../../support/simulatedCloud';
import { Mortal } from './peril';
import { blueprintFor, contents, Environment, failuresOf } from './support';

let cloud: SimulatedCloud;
let client: YandexCloud;
let empty: unknown;
let whole: unknown;
let createMoments: readonly string[];
let destroyMoments: readonly string[];

/** An undisturbed life, to know what the disturbed ones have to come to, and when a process can die. */
beforeAll(async () => {
  cloud = await simulatedCloud({ speed: 50_000 });
  client = cloud.client({ pace: { minMs: 3, maxMs: 10, patienceMs: 5_000 } });
  const environment = new Environment(client, wholeBlueprint());
  empty = await contents(client, environment.blueprint);
  await environment.agree();
  const birth = new Mortal();
  expect(failuresOf(await environment.create(birth))).toEqual([]);
  whole = await contents(client, environment.blueprint);
  const death = new Mortal();
  expect(failuresOf(await environment.destroy(death))).toEqual([]);
  expect(await contents(client, environment.blueprint)).toEqual(empty);
  createMoments = [...birth.seen];
  destroyMoments = [...death.seen];
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
});

/** With all that there is to make and to take back. */
function wholeBlueprint(): Blueprint {
  const plain = blueprintFor(cloud);
  return { ...plain, machine: { ...plain.machine, staticAddress: true } };
}

it('has many moments to die at', () => {
  expect(createMoments.length).toBeGreaterThan(80);
  expect(destroyMoments.length).toBeGreaterThan(60);
  expect(createMoments).toEqual(
    expect.arrayContaining([
      'createGitLab/before',
      'createGitLab/after',
      'createAddress/after',
      'settle/before',
    ]),
  );
  expect(destroyMoments).toEqual(
    expect.arrayContaining(['deleteAddress/before', 'deleteAddress/after']),
  );
});

it('comes to the same environment and to nothing, nothing twice, whenever it dies', async () => {
  let deaths = 0;
  const lives = Math.max(createMoments.length, destroyMoments.length);
  for (let life = 0; life < lives; life++) {
    const environment = new Environment(client, wholeBlueprint());
    await environment.agree();
    const birth = new Mortal(createMoments[life]);
    await environment.create(birth);
    const resumed = await environment.create();
    expect(failuresOf(resumed), createMoments[life]).toEqual([]);
    expect(await contents(client, environment.blueprint), createMoments[life]).toEqual(whole);
    const death = new Mortal(destroyMoments[life]);
    await environment.destroy(death);
    const gone = await environment.destroy();
    expect(failuresOf(gone), destroyMoments[life]).toEqual([]);
    expect(await contents(client, environment.blueprint), destroyMoments[life]).toEqual(empty);
    deaths += (birth.died ? 1 : 0) + (death.died ? 1 : 0);
  }
  // Writes that fall together do not have a number of their own in every run.
  expect(deaths).toBeGreaterThan((createMoments.length + destroyMoments.length) * 0.8);
  expect(cloud.server.crashes).toEqual([]);
}, 300_000);

it('leaves nothing behind, whenever it dies while creating and is then destroyed', async () => {
  for (const moment of createMoments) {
    const environment = new Environment(client, wholeBlueprint());
    await environment.agree();
    await environment.create(new Mortal(moment));
    const destroyed = await environment.destroy();
    expect(failuresOf(destroyed), moment).toEqual([]);
    expect(await contents(client, environment.blueprint), moment).toEqual(empty);
  }
}, 300_000);

it.each([
  'createNetwork',
  'createSubnet',
  'createSecurityGroup',
  'createAddress',
  'createServiceAccount',
  'changeBindings',
  'replaceRules',
  'createGitLab',
  'createMachine',
])('finds what %s made again, when the cloud remembers neither key nor operation', async (call) => {
  const environment = new Environment(client, wholeBlueprint());
  await environment.agree();
  const mortal = new Mortal(`${call}/after`);
  await environment.create(mortal);
  expect(mortal.died).toBe(true);
  const { operations } = cloud.server.world.tables;
  await expect.poll(() => operations.every((row) => row.stage === 'done')).toBe(true);
  operations.length = 0;
  const resumed = await environment.create();
  expect(failuresOf(resumed)).toEqual([]);
  expect(await contents(client, environment.blueprint)).toEqual(whole);
  expect((await environment.destroy()).state).toBe('done');
  expect(await contents(client, environment.blueprint)).toEqual(empty);
});
