import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelled } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { type ExperimentId } from '../../../src/model/ids';
import { type PackageFile } from '../../../src/model/registry';
import { type Project } from '../../../src/model/project';
import { createExperiment } from '../../../src/sandbox/gitlab/ml/experiments';
import { createRun } from '../../../src/sandbox/gitlab/ml/runs';
import { tempFolder } from '../../support/tempFolder';
import { type Connected, connected, removeCertificates, samplePath } from './support';

describe.each([
  ['with ranges', {}],
  ['with ranges and an object storage', { objectStorage: true }],
  ['without ranges', { byteRanges: false }],
])('downloads from a server %s', (_name, features) => {
  const withRanges = !('byteRanges' in features);
  let there: Connected;
  let project: Project;
  let count = 0;
  beforeAll(async () => {
    there = await connected({ features });
    project = await there.gitlab.projects.get(samplePath, never);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });
  beforeEach(() => {
    there.server.faults.clear();
    there.sent.length = 0;
  });

  async function stored(content: Uint8Array): Promise<{ file: PackageFile; iid: number }> {
    await using folder = await tempFolder();
    const owner = there.server.world.tables.projects.find((one) => one.id === project.id)!;
    const { context } = there.server;
    const experiment = createExperiment(context, owner, 1, `downloads ${++count}`, []);
    const { iid } = createRun(context, experiment, 1, { startTime: 1, tags: [] });
    const local = join(folder.path, 'big.bin');
    await writeFile(local, content);
    const source = { kind: 'run', iid } as const;
    await there.gitlab.packages.upload(project.id, source, 'big.bin', local, undefined, never);
    const experimentId = `gid://gitlab/Ml::Experiment/${experiment.id}` as ExperimentId;
    const [run] = await there.gitlab.runs.list(project, { experimentId }, never);
    const [file] = await there.gitlab.packages.files(project.id, run!.packageId!, never);
    there.sent.length = 0;
    return { file: file!, iid };
  }
  const cutShort = (times: number): void =>
    there.server.faults.add({
      service: 'gitlab',
      // The bytes come from where the server redirects to.
      match: 'objectStorage' in features ? 'GET /-/storage/*' : 'GET *big.bin',
      times,
      fault: { kind: 'truncate' },
    });

  it('go on where a connection broke, and have the right digest in the end', async () => {
    await using to = await tempFolder();
    const content = randomBytes(300_000);
    const { file, iid } = await stored(content);
    cutShort(1);
    const seen: number[] = [];
    const save = there.gitlab.packages.download(
      project.id,
      file,
      { kind: 'run', iid },
      to.path,
      (done, total) => {
        seen.push(done);
        expect(total).toBe(content.length);
      },
      never,
    );
    const path = await save;
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(await readdir(to.path)).toEqual(['big.bin']);
    // With ranges the count never falls back.
    const falls = seen.some((done, index) => done < (seen[index - 1] ?? 0));
    expect(falls).toBe(!withRanges);
    expect(seen.at(-1)).toBe(content.length);
  });

  it('keep the part of a cancelled download and go on when asked again', async () => {
    await using to = await tempFolder();
    const content = randomBytes(2_000_000);
    const { file, iid } = await stored(content);
    const source = { kind: 'run', iid } as const;
    const stop = new AbortController();
    const first = there.gitlab.packages.download(
      project.id,
      file,
      source,
      to.path,
      (done) => {
        if (done > 100_000) stop.abort(cancelled());
      },
      stop.signal,
    );
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect(await readdir(to.path)).toEqual([`big.bin.${file.sha256!.slice(0, 8)}.part`]);
    const seen: number[] = [];
    await there.gitlab.packages.download(
      project.id,
      file,
      source,
      to.path,
      (done) => seen.push(done),
      never,
    );
    expect((await readFile(join(to.path, 'big.bin'))).equals(content)).toBe(true);
    expect(await readdir(to.path)).toEqual(['big.bin']);
    if (withRanges) expect(seen[0]).toBeGreaterThan(100_000);
  });

  it('throw away a part that does not belong to the file', async () => {
    await using to = await tempFolder();
    const content = randomBytes(50_000);
    const { file, iid } = await stored(content);
    const source = { kind: 'run', iid } as const;
    const part = join(to.path, `big.bin.${file.sha256!.slice(0, 8)}.part`);
    const save = () =>
      there.gitlab.packages.download(project.id, file, source, to.path, undefined, never);
    await writeFile(part, randomBytes(20_000));
    if (withRanges) {
      await expect(save()).rejects.toMatchObject({
        message: expect.stringContaining('arrived damaged') as string,
      });
      expect(await readdir(to.path)).toEqual([]);
    }
    // One that is too long is not even tried.
    await writeFile(part, randomBytes(60_000));
    await save();
    expect((await readFile(join(to.path, 'big.bin'))).equals(content)).toBe(true);
  });

  it('read small files into memory, checked and bounded', async () => {
    const content = randomBytes(5_000);
    const { file, iid } = await stored(content);
    const source = { kind: 'run', iid } as const;
    const read = (one: PackageFile, most: number) =>
      there.gitlab.packages.read(project.id, one, source, most, never);
    expect(Buffer.from(await read(file, 5_000)).equals(content)).toBe(true);
    await expect(read(file, 4_999)).rejects.toMatchObject({ kind: 'remote' });
    await expect(read({ ...file, sha256: '0'.repeat(64) }, 9_999)).rejects.toMatchObject({
      message: expect.stringContaining('arrived damaged') as string,
    });
  });
});
