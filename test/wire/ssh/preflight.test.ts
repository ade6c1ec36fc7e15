import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type HopResult, preflight } from '../../../src/ssh/preflight';
import { tempFolder } from '../../support/tempFolder';
import { sshd, type SshServer, startSshServer, strangerKey } from './sshServer';

const all = ['address', 'tcp', 'banner', 'host-key', 'auth', 'shell', 'git', 'python3'];

describe.skipIf(!existsSync(sshd))('the pre-flight', () => {
  it('passes every hop of a good machine and tells them as it goes', async () => {
    await using server = await startSshServer();
    const told: string[] = [];
    const results = await preflight(
      server.target(),
      { onHop: (result) => told.push(result.hop) },
      never,
    );
    expect(told).toEqual(all);
    expect(path(results)).toEqual(all);
    expect(details(results)).toMatchObject({
      auth: server.user,
      git: expect.stringMatching(/^git version/) as string,
      python3: expect.stringMatching(/^Python 3/) as string,
    });
  });

  it('stops at a machine without an address', async () => {
    await using server = await startSshServer();
    const results = await preflight({ ...server.target(), host: undefined }, {}, never);
    expect(path(results)).toEqual(['!address']);
    expect(server.connections).toBe(0);
  });

  it.each([
    ['silent', ['address', 'tcp', '!banner']],
    ['foreign', ['address', 'tcp', '!banner']],
    ['cut', ['address', 'tcp', '!banner']],
  ] as const)('stops at the banner of a server that is %s', async (manner, expected) => {
    await using server = await startSshServer();
    server.manner = manner;
    const results = await preflight(server.target(), { hopDeadlineMs: 300 }, never);
    expect(path(results)).toEqual(expected);
  });

  it('stops at the name, the port, the host key and the user', async () => {
    await using server = await startSshServer();
    const walk = async (change: Parameters<SshServer['target']>[0]): Promise<string[]> =>
      path(await preflight(server.target(change), {}, never));
    expect(await walk({ host: 'no-such-host.invalid' })).toEqual(['!address']);
    const privateKey = await strangerKey(server.folder);
    expect(await walk({ privateKey })).toEqual([...all.slice(0, 4), '!auth']);
    const trust = server.target().trust;
    await server.changeHostKey();
    expect(await walk({ trust })).toEqual([...all.slice(0, 3), '!host-key']);
    const gone = server.target();
    await server[Symbol.asyncDispose]();
    expect(path(await preflight(gone, {}, never))).toEqual(['address', '!tcp']);
  });

  it('names each missing program', async () => {
    await using folder = await tempFolder();
    const bin = join(folder.path, 'bin');
    await mkdir(bin);
    for (const program of ['id', 'sh']) await symlink(`/usr/bin/${program}`, join(bin, program));
    await using server = await startSshServer({ PATH: bin, HOME: folder.path });
    const results = await preflight(server.target(), {}, never);
    expect(path(results)).toEqual([...all.slice(0, 6), '!git', '!python3']);
  });

  it('is cancelled while a server is silent', async () => {
    await using server = await startSshServer();
    server.manner = 'silent';
    const stop = new AbortController();
    const work = preflight(server.target(), {}, stop.signal);
    const failure = expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    await expect.poll(() => server.connections).toBe(1);
    stop.abort();
    await failure;
  });
});

function path(results: readonly HopResult[]): string[] {
  return results.map(({ hop, ok }) => (ok ? hop : `!${hop}`));
}

function details(results: readonly HopResult[]): Record<string, string> {
  return Object.fromEntries(results.map((result) => [result.hop, result.ok ? result.detail : '']));
}
