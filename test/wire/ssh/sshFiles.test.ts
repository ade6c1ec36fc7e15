import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { fingerprint, parsePublicLine } from '../../../src/ssh/hostKey';
import { ensureKeyPair, readKeyPair } from '../../../src/ssh/keys';
import { createSshFiles } from '../../../src/ssh/sshFiles';
import { temporaryFor } from '../../../src/ssh/temporary';
import { tempFolder } from '../../support/tempFolder';
import { sshd, startSshServer } from './sshServer';

describe('the SSH files in a home', () => {
  it('come with the first host and go with the last, byte for byte', async () => {
    await using home = await tempFolder();
    const path = join(home.path, '.ssh/config');
    await mkdir(join(home.path, '.ssh'), { mode: 0o700 });
    const original = Buffer.from([...Buffer.from('Host a\r\n  User '), 0xff, 0xe9, 0x0a, 0x20]);
    await writeFile(path, original, { mode: 0o644 });
    const files = createSshFiles(home.path);
    const host = { hostName: '10.0.0.1', port: 22, user: 'me' };
    await files.addHost({ alias: 'one', ...host }, never);
    await files.addHost({ alias: 'two', ...host }, never);
    expect(await files.aliases()).toEqual(['one', 'two']);
    expect((await stat(files.configFile)).mode & 0o777).toBe(0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o644);
    await files.removeHost('one', never);
    expect(await readFile(path)).not.toEqual(original);
    await files.removeHost('two', never);
    expect(await readFile(path)).toEqual(original);
    expect(existsSync(files.configFile)).toBe(false);
    expect(await readdir(join(home.path, '.ssh'))).toEqual(['config', 'gitlab-mlops']);
  });

  it('are rid of what a window left behind that died while it wrote, and of nothing else', async () => {
    await using home = await tempFolder();
    const files = createSshFiles(home.path);
    const host = { alias: 'one', hostName: '10.0.0.1', port: 22, user: 'me' };
    await files.addHost(host, never);
    const folder = dirname(files.configFile);
    const dead = spawnSync(process.execPath, ['--version']).pid;
    const own = basename(temporaryFor(files.configFile));
    const abandoned = own.replace(`-${process.pid}-`, `-${dead}-`);
    const elsewhere = abandoned.replace(/[0-9a-f]{6}-/, 'aaaaa0-');
    for (const name of [own, abandoned, elsewhere, 'config.mine']) {
      await writeFile(join(folder, name), 'Host half');
    }
    await files.addHost({ ...host, alias: 'two' }, never);
    expect((await readdir(folder)).sort()).toEqual(
      ['config', 'config.mine', elsewhere, own].sort(),
    );
  });

  it('leave a link to a configuration kept elsewhere a link', async () => {
    await using home = await tempFolder();
    await mkdir(join(home.path, '.ssh'));
    await writeFile(join(home.path, 'dotfiles'), 'Host a\n');
    await symlink('../dotfiles', join(home.path, '.ssh/config'));
    const files = createSshFiles(home.path);
    await files.addHost({ alias: 'vm', hostName: '10.0.0.1', port: 22, user: 'me' }, never);
    expect((await lstat(join(home.path, '.ssh/config'))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(home.path, 'dotfiles'), 'utf8')).toContain('Include');
  });

  it('keep a changed host key out until the old one is forgotten', async () => {
    await using home = await tempFolder();
    const files = createSshFiles(home.path);
    const keys = await Promise.all(
      ['x', 'y'].map((name) => ensureKeyPair(join(home.path, name), '', never)),
    );
    const [first, second] = keys.map((pair) => parsePublicLine(pair.publicLine)!);
    await files.pin('vm', 2222, [first!], never);
    await expect(files.pin('vm', 2222, [second!], never)).rejects.toMatchObject({
      code: 'host-key-changed',
    });
    expect(await files.pinned('vm', 2222)).toEqual([first]);
    await files.forget('vm', 2222, never);
    await files.pin('vm', 2222, [second!], never);
    expect(await files.pinned('vm', 2222)).toEqual([second]);
  });

  it.skipIf(!existsSync(sshd))('let the ordinary ssh in by the alias alone', async () => {
    await using home = await tempFolder();
    const folder = join(home.path, 'дом с пробелом 100%');
    const files = createSshFiles(folder);
    await using server = await startSshServer();
    await mkdir(join(folder, '.ssh/gitlab-mlops'), { recursive: true });
    await writeFile(files.identityFile, server.login.privateKey.reveal(), { mode: 0o600 });
    await files.pin('127.0.0.1', server.port, [server.hostKey], never);
    const { port, user } = server;
    await files.addHost({ alias: 'vm-mlops', hostName: '127.0.0.1', port, user }, never);
    const ssh = (): Promise<string> => run(join(folder, '.ssh/config'));
    expect(await ssh()).toBe('here\n');
    await server.changeHostKey();
    await expect(ssh()).rejects.toThrow(/REMOTE HOST IDENTIFICATION HAS CHANGED/);
  });
});

describe('a key pair', () => {
  it('is made once, for its owner alone, as ssh-keygen reads it', async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'deep/id_ed25519');
    const pairs = await Promise.all([1, 2].map(() => ensureKeyPair(path, 'me@mlops', never)));
    expect(pairs[0]!.privateKey.equals(pairs[1]!.privateKey)).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const shown = execFileSync('ssh-keygen', ['-lf', path], { encoding: 'utf8' });
    const key = parsePublicLine(pairs[0]!.publicLine)!;
    expect(shown).toBe(`256 ${fingerprint(key)} me@mlops (ED25519)\n`);
    expect(execFileSync('ssh-keygen', ['-yf', path], { encoding: 'utf8' })).toBe(
      `${pairs[0]!.publicLine}\n`,
    );
    expect(await readFile(`${path}.pub`, 'utf8')).toBe(`${pairs[0]!.publicLine}\n`);
  });

  it('of the user is taken as it is, and closed to others', async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'id_rsa');
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'rsa',
      '-b',
      '2048',
      '-N',
      '',
      '-C',
      'old',
      '-f',
      path,
    ]);
    const before = await readFile(path, 'utf8');
    await chmod(path, 0o644);
    const pair = await ensureKeyPair(path, 'ignored', never);
    expect(pair.privateKey.reveal()).toBe(before);
    expect(pair.publicLine).toBe((await readFile(`${path}.pub`, 'utf8')).trim());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('with a passphrase, or no key at all, is refused and left alone', async () => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'locked');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', path]);
    await expect(ensureKeyPair(path, '', never)).rejects.toThrow(/has a passphrase/);
    await writeFile(join(folder.path, 'notes'), 'not a key');
    await expect(ensureKeyPair(join(folder.path, 'notes'), '', never)).rejects.toMatchObject({
      kind: 'invalid',
    });
    expect(await readFile(join(folder.path, 'notes'), 'utf8')).toBe('not a key');
    expect(await readKeyPair(join(folder.path, 'none'), never)).toBeUndefined();
  });
});

async function run(config: string): Promise<string> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const args = ['-F', config, '-o', 'BatchMode=yes', 'vm-mlops', 'echo here'];
    execFile('ssh', args, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr));
      else resolve(stdout);
    });
  });
}
