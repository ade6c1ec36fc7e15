import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { installRunner, type RunnerRequest, uninstallRunner } from '../../../src/ssh/runnerInstall';
import { connect } from '../../../src/ssh/session';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { sshd, startSshServer } from './sshServer';

const request: RunnerRequest = {
  url: 'https://gitlab.example:8443',
  token: new Secret('glrt-AAAABBBBCCCCDDDDEEEE'),
  name: 'vm-mlops runner',
  executor: 'auto',
  caPem: '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n',
};

describe.skipIf(!existsSync(sshd))('installing a runner over SSH', () => {
  it('registers once by name, with the token in no argument and no file but its own', async () => {
    await using home = await machineHome();
    await using server = await startSshServer(environmentOf(home));
    const session = await connect(server.target(), never);
    const lines: string[] = [];
    const take = (line: string): void => void lines.push(line);

    expect(await installRunner(session, request, take, never)).toEqual({
      executor: 'shell',
      version: '18.4.0',
    });
    const token = new Secret('glrt-FFFFGGGGHHHHIIIIJJJJ');
    await installRunner(session, { ...request, token }, take, never);

    expect(await readFile(join(home.path, 'config'), 'utf8')).toBe(
      `vm-mlops runner|${token.reveal()}|https://gitlab.example:8443|shell|${home.path}/.gitlab-runner/certs/gitlab.example.crt\n`,
    );
    expect(await readFile(join(home.path, '.gitlab-runner/certs/gitlab.example.crt'), 'utf8')).toBe(
      request.caPem,
    );
    const commands = await readFile(join(home.path, 'commands'), 'utf8');
    expect(commands).not.toContain('glrt-');
    expect(commands).toContain('register --non-interactive\n');
    expect(commands).toContain('unregister --name vm-mlops runner\n');
    expect(lines.join('\n')).not.toContain('glrt-');
    expect(lines).toContain('Registering vm-mlops runner with the shell executor');
    expect(lines).toContain('Removing the earlier registration of vm-mlops runner');

    expect(await uninstallRunner(session, request, take, never)).toBe(true);
    expect(await readFile(join(home.path, 'config'), 'utf8')).toBe('');
    expect(await uninstallRunner(session, request, take, never)).toBe(false);
    session.dispose();
  });

  it('takes docker where docker works', async () => {
    await using home = await machineHome();
    await program(home, 'docker', 'exit 0');
    await using server = await startSshServer(environmentOf(home));
    const session = await connect(server.target(), never);
    expect(await installRunner(session, request, () => undefined, never)).toMatchObject({
      executor: 'docker',
    });
    expect(await readFile(join(home.path, 'image'), 'utf8')).toBe('python:3.11\n');
    session.dispose();
  });

  it('keeps the runner where the machine wants its configuration, without root', async () => {
    await using home = await machineHome();
    await program(home, 'id', 'echo 0');
    const CONFIG_FILE = join(home.path, 'kept/config.toml');
    await using server = await startSshServer({ ...environmentOf(home), CONFIG_FILE });
    const session = await connect(server.target(), never);
    await installRunner(session, request, () => undefined, never);
    expect(existsSync(join(home.path, 'kept/certs/gitlab.example.crt'))).toBe(true);
    session.dispose();
  });

  it('says what the machine lacks, and what GitLab refuses, without the token', async () => {
    await using home = await machineHome();
    await using server = await startSshServer(environmentOf(home));
    const session = await connect(server.target(), never);
    const quiet = (): void => undefined;
    await expect(
      installRunner(session, { ...request, executor: 'docker' }, quiet, never),
    ).rejects.toThrow(/Docker does not work on the machine/);
    const lines: string[] = [];
    const token = new Secret('glrt-refused-00000000');
    const failure: unknown = await installRunner(
      session,
      { ...request, token },
      (line) => lines.push(line),
      never,
    ).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      kind: 'remote',
      message: expect.stringContaining('GitLab did not accept the runner') as string,
    });
    const shown = [String(failure), (failure as { detail: string }).detail, ...lines].join('\n');
    expect(shown).toContain('ERROR: Verifying runner... is not valid');
    expect(shown).not.toContain(token.reveal());
    session.dispose();
  });

  it('can be cancelled while the machine still sets itself up', async () => {
    await using home = await machineHome();
    await program(home, 'cloud-init', 'while [ -d "$HOME" ]; do sleep 0.1; done');
    await using server = await startSshServer(environmentOf(home));
    const session = await connect(server.target(), never);
    const stop = new AbortController();
    const work = installRunner(session, request, () => stop.abort(), stop.signal);
    await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
    session.dispose();
  });
});

function environmentOf(home: TempFolder): Record<string, string> {
  return { PATH: `${join(home.path, 'bin')}:/usr/bin:/bin`, HOME: home.path };
}

/** A home whose user may not become root, and a gitlab-runner that keeps its registrations in a file. */
async function machineHome(): Promise<TempFolder> {
  const home = await tempFolder();
  await mkdir(join(home.path, 'bin'));
  await writeFile(join(home.path, 'config'), '');
  await writeFile(join(home.path, 'commands'), '');
  await program(home, 'id', '[ "$1" = -u ] && echo 1000 || exec /usr/bin/id "$@"');
  await program(home, 'sudo', 'exit 1');
  await program(home, 'docker', 'exit 1');
  await program(home, 'gitlab-runner', runner);
  return home;
}

async function program(home: TempFolder, name: string, text: string): Promise<void> {
  const path = join(home.path, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}

const runner = String.raw`
echo "$*" >> "$HOME/commands"
case "$1" in
  --version) printf 'Version:      18.4.0\nGit revision: 0\n' ;;
  list)
    while IFS='|' read -r name token url executor ca; do
      printf '%-50s \033[0;mExecutor\033[0;m=%s \033[0;mToken\033[0;m=%s\n' "$name" "$executor" "$token" >&2
    done < "$HOME/config" ;;
  register)
    case "$CI_SERVER_TOKEN" in *refused*) echo "ERROR: Verifying runner... is not valid runner=$CI_SERVER_TOKEN" >&2; exit 1 ;; esac
    [ -z "$DOCKER_IMAGE" ] || echo "$DOCKER_IMAGE" > "$HOME/image"
    echo "Verifying runner... is valid runner=$CI_SERVER_TOKEN"
    echo "$RUNNER_NAME|$CI_SERVER_TOKEN|$CI_SERVER_URL|$RUNNER_EXECUTOR|$CI_SERVER_TLS_CA_FILE" >> "$HOME/config" ;;
  unregister) grep -v "^$3|" "$HOME/config" > "$HOME/config.new"; mv "$HOME/config.new" "$HOME/config" ;;
  verify|status) ;;
  *) exit 1 ;;
esac
`;
