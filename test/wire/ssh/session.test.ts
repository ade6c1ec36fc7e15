import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { fingerprint } from '../../../src/ssh/hostKey';
import { connect } from '../../../src/ssh/session';
import { tempFolder } from '../../support/tempFolder';
import { sshd, startSshServer, strangerKey } from './sshServer';

describe.skipIf(!existsSync(sshd))('an SSH session', () => {
  it('runs commands with input and output, and an exit code is an answer', async () => {
    await using server = await startSshServer();
    const session = await connect(server.target(), never);
    try {
      expect(session.hostKey).toEqual(server.hostKey);
      const pieces: string[] = [];
      const { exitCode, stdout, stderr } = await session.exec(
        'cat; echo "привет" >&2; exit 7',
        { stdin: 'один\nдва', onStdout: (text) => pieces.push(text) },
        never,
      );
      expect({ exitCode, stdout, stderr }).toEqual({
        exitCode: 7,
        stdout: 'один\nдва',
        stderr: 'привет\n',
      });
      expect(pieces.join('')).toBe('один\nдва');
      const killed = await session.exec('kill -TERM $$; sleep 5', {}, never);
      expect(killed.exitCode).toBe(143);
    } finally {
      session.dispose();
    }
  });

  it('keeps the end of an endless output and shows all of it', async () => {
    await using server = await startSshServer();
    const session = await connect(server.target(), never);
    let seen = 0;
    const { stdout } = await session.exec(
      'i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done',
      { keepBytes: 1000, onStdout: (text) => (seen += text.length) },
      never,
    );
    session.dispose();
    expect(stdout.length).toBe(1000);
    expect(stdout.endsWith('line 19999\n')).toBe(true);
    expect(seen).toBeGreaterThan(200_000);
  });

  it('writes a file whole, with its mode, whatever its name', async () => {
    await using server = await startSshServer();
    const session = await connect(server.target(), never);
    const path = join(server.folder, "new/it's $HOME; rm -rf *.txt");
    await session.upload(path, new Secret('строка\n$(id)\n'), 0o640, never);
    expect(await readFile(path, 'utf8')).toBe('строка\n$(id)\n');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    await expect(session.upload('/dev/null/x', 'x', 0o600, never)).rejects.toMatchObject({
      kind: 'remote',
    });
    expect(await readdir(join(server.folder, 'new'))).toHaveLength(1);
    session.dispose();
  });

  it('believes the fingerprint from the serial console', async () => {
    await using server = await startSshServer();
    const fingerprints = [fingerprint(server.hostKey)];
    const session = await connect(
      server.target({ trust: { kind: 'fingerprints', fingerprints } }),
      never,
    );
    expect(session.hostKey).toEqual(server.hostKey);
    session.dispose();
  });

  it('refuses a changed host key before it shows its own', async () => {
    await using server = await startSshServer();
    const target = server.target();
    await server.changeHostKey();
    await expect(connect(target, never)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'host-key-changed',
      message: expect.stringContaining(fingerprint(server.hostKey)) as string,
    });
    const byPrint = { kind: 'fingerprints', fingerprints: ['SHA256:other'] } as const;
    await expect(connect(server.target({ trust: byPrint }), never)).rejects.toMatchObject({
      code: 'host-key-changed',
    });
    const nothing = { kind: 'keys', keys: [] } as const;
    await expect(connect(server.target({ trust: nothing }), never)).rejects.toMatchObject({
      code: 'host-key-changed',
    });
    expect(server.log()).not.toContain('Accepted');
    expect(server.log()).not.toContain('Failed publickey');
  });

  it('names the user when the key is refused', async () => {
    await using server = await startSshServer();
    const privateKey = await strangerKey(server.folder);
    await expect(connect(server.target({ privateKey }), never)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'auth',
      message: expect.stringContaining(`"${server.user}"`) as string,
    });
  });

  it.each([
    ['a server that says nothing', 'silent', { kind: 'unreachable', code: 'timeout' }],
    ['a server of another kind', 'foreign', { kind: 'remote', code: 'no-ssh' }],
    ['a connection that is cut', 'cut', { kind: 'unreachable', code: 'reset' }],
  ] as const)('tells %s apart', async (_name, manner, failure) => {
    await using server = await startSshServer();
    server.manner = manner;
    await expect(connect(server.target({ deadlineMs: 400 }), never)).rejects.toMatchObject(failure);
  });

  it('tells an unknown name and a closed port apart', async () => {
    let target;
    {
      await using server = await startSshServer();
      target = server.target();
    }
    await expect(connect(target, never)).rejects.toMatchObject({ code: 'refused', fix: 'retry' });
    await expect(connect({ ...target, host: 'no-such-host.invalid' }, never)).rejects.toMatchObject(
      {
        kind: 'unreachable',
        code: 'dns',
      },
    );
  });

  it('stops connecting when it is cancelled', async () => {
    await using server = await startSshServer();
    server.manner = 'silent';
    const stop = new AbortController();
    const work = connect(server.target(), stop.signal);
    const failure = expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    await expect.poll(() => server.connections).toBe(1);
    stop.abort();
    await failure;
  });

  it('gives a cancelled command up, and goes on working', async () => {
    await using server = await startSshServer();
    const session = await connect(server.target(), never);
    const stop = new AbortController();
    const work = session.exec(
      `echo begun; ${untilGone(server.folder)}`,
      { onStdout: () => stop.abort() },
      stop.signal,
    );
    await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    const late = session.exec(untilGone(server.folder), { deadlineMs: 200 }, never);
    await expect(late).rejects.toMatchObject({ kind: 'unreachable', code: 'timeout' });
    expect((await session.exec('echo still here', {}, never)).stdout).toBe('still here\n');
    session.dispose();
  });

  it('says that the connection was lost, to the command and to who listens', async () => {
    await using server = await startSshServer();
    const session = await connect(server.target(), never);
    const lost = new Promise((resolve) => session.onDidLose(resolve));
    const work = session.exec(
      `echo begun; ${untilGone(server.folder)}`,
      { onStdout: () => server.cut() },
      never,
    );
    await expect(work).rejects.toMatchObject({ kind: 'unreachable', code: 'reset' });
    expect(await lost).toMatchObject({ kind: 'unreachable' });
    await expect(session.exec('true', {}, never)).rejects.toMatchObject({ code: 'reset' });
    session.dispose();
  });

  it('refuses what is no private key before it connects', async () => {
    await using server = await startSshServer();
    await using folder = await tempFolder();
    const privateKey = new Secret(`nonsense in ${folder.path}`);
    await expect(connect(server.target({ privateKey }), never)).rejects.toMatchObject({
      kind: 'invalid',
    });
    expect(server.connections).toBe(0);
  });
});

/** A command that goes on until the end of the test, and not longer. */
function untilGone(folder: string): string {
  return `while [ -d ${folder} ]; do sleep 0.1; done`;
}
