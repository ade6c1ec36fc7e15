import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { processesOf } from '../../../src/sandbox/machine/processes';
import { readState } from '../../../src/sandbox/machine/state';
import { machineFolder } from '../../../src/sandbox/machine/folder';
import { findTools } from '../../../src/sandbox/machine/tools';
import { cloudConfig, hasSsh, makeKey, run, ssh, startMachines } from './support';

const address = '127.64.3.9';
const tools = findTools();
const kinds = [
  ...(tools.sshd && tools.nssWrapper ? [{ kind: 'openssh', withoutOpenSsh: false }] : []),
  { kind: 'builtin', withoutOpenSsh: true },
];

describe.skipIf(!hasSsh).each(kinds)(
  'a machine with its $kind server',
  ({ kind, withoutOpenSsh }) => {
    it('lets in the user and key of its metadata, and nobody else', async () => {
      await using machines = await startMachines(withoutOpenSsh);
      const { host, key } = machines;
      expect(host.kind).toBe(kind);
      const spec = { id: 'm1', name: 'vm-mlops', address };
      const metadata = { 'user-data': cloudConfig('anna', key.publicLine) };
      await host.boot({ ...spec, metadata }, never);

      const said = await ssh(machines, address, 'echo "$USER $HOME"; pwd; whoami; hostname');
      const home = join(machines.folder.path, 'machines/m1/home/anna');
      expect(said.out.split('\n').slice(0, 2)).toEqual([`anna ${home}`, home]);
      expect(said.out).toContain('vm-mlops');
      if (tools.nssWrapper) expect(said.out.split('\n')[2]).toBe('anna');

      const stranger = await makeKey(join(machines.folder.path, 'stranger'));
      const refused = await ssh({ ...machines, key: stranger }, address, 'true');
      expect(refused.err).toContain('Permission denied');
      expect(refused.code).toBe(255);
      const asRoot = await ssh(machines, address, 'true', { user: 'root' });
      expect(asRoot.err).toContain('Permission denied');
    });

    it('has its tools, trusts the authority, passes input and exit codes', async () => {
      await using machines = await startMachines(withoutOpenSsh);
      const metadata = { 'ssh-keys': `anna:${machines.key.publicLine}\nbob:ssh-ed25519 AAAA` };
      await machines.host.boot({ id: 'm1', name: 'vm', metadata, address }, never);
      const say = (command: string, input?: string) =>
        ssh(machines, address, command, input === undefined ? {} : { input });

      expect((await say('gitlab-runner --version')).out).toMatch(/^Version: +18\.\d+\.\d+$/m);
      expect((await say('sudo -n -E env A=1 sh -c "echo $A-ok"')).out).toBe('-ok\n');
      expect((await say('cloud-init status --wait')).out).toMatch(/status: done/);
      expect((await say('tr a-z A-Z', 'quiet')).out).toBe('QUIET');
      expect((await say('exit 7')).code).toBe(7);
      const store = (await say('cat "$SSL_CERT_FILE"')).out;
      expect(store).toContain((await readFile(machines.caFile, 'utf8')).trim());
      expect(await say('apt-get install x')).toMatchObject({ code: 1 });
      expect((await ssh(machines, address, 'tty', { args: ['-tt'] })).out).toMatch(
        /\/dev\/pts\/\d+/,
      );
      expect(
        (await ssh(machines, address, 'command -v gitlab-runner', { args: ['-tt'] })).out,
      ).toContain('/bin/gitlab-runner');
    });

    it('forwards to ports of the machine and copies files', async () => {
      await using machines = await startMachines(withoutOpenSsh);
      const metadata = { 'ssh-keys': `anna:${machines.key.publicLine}` };
      await machines.host.boot({ id: 'm1', name: 'vm', metadata, address }, never);
      const server = createServer((socket) => socket.end('from inside'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const args = ['-W', `127.0.0.1:${port}`];
      expect((await ssh(machines, address, undefined, { args })).out).toBe('from inside');
      await new Promise((resolve) => server.close(resolve));

      const source = join(machines.folder.path, 'model.bin');
      await writeFile(source, 'weights');
      await ssh(machines, address, 'true');
      const copied = await run(
        'sftp',
        [
          ...[
            '-F',
            '/dev/null',
            '-i',
            machines.key.file,
            '-P',
            String(machines.host.port),
            '-b',
            '-',
          ],
          ...['-o', `UserKnownHostsFile=${join(machines.folder.path, 'known_hosts')}`],
          `anna@${address}`,
        ],
        `put ${source}\n`,
      );
      expect(copied.code).toBe(0);
      expect((await ssh(machines, address, 'cat model.bin')).out).toBe('weights');
    });

    it('leaves no process behind when it is switched off, and keeps files and host keys', async () => {
      await using machines = await startMachines(withoutOpenSsh);
      const { host, key } = machines;
      const metadata = { 'user-data': cloudConfig('anna', key.publicLine) };
      const first = await host.boot({ id: 'm1', name: 'vm', metadata, address }, never);
      await expect.poll(() => first.serialOutput(), { timeout: 10_000 }).toContain('finished at');
      await ssh(machines, address, 'echo kept >note; nohup setsid sleep 300 >/dev/null 2>&1 &');
      const open = ssh(machines, address, 'sleep 300');
      const { mark } = await readState(machineFolder(join(machines.folder.path, 'machines/m1')));
      await expect.poll(async () => (await processesOf(mark, [])).length).toBeGreaterThanOrEqual(3);

      await host.halt('m1');
      expect(await processesOf(mark, [])).toEqual([]);
      expect((await open).code).not.toBe(0);
      expect((await ssh(machines, address, 'true')).err).toContain('refused');

      const moved = '127.64.3.10';
      const second = await host.boot({ id: 'm1', name: 'vm', metadata, address: moved }, never);
      expect((await ssh(machines, moved, 'cat note')).out).toBe('kept\n');
      const known = await readFile(join(machines.folder.path, 'known_hosts'), 'utf8');
      const keys = known
        .trim()
        .split('\n')
        .map((line) => line.split(' ').slice(1).join(' '));
      expect(new Set(keys).size).toBeLessThan(keys.length);
      // Cloud-init shows the keys once per machine.
      await expect.poll(() => second.serialOutput(), { timeout: 10_000 }).toContain('finished at');
      expect(second.serialOutput()).not.toContain('BEGIN SSH HOST KEY');
      await host.remove('m1');
      await expect(readFile(join(machines.folder.path, 'machines/m1/etc/passwd'))).rejects.toThrow(
        'ENOENT',
      );
    });
  },
);
