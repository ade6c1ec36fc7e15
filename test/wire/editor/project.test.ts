import { writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { git } from '../sandbox-gitlab/git';
import { type SampleWorld, withSample } from '../sandbox-gitlab/sample';
import { removeCertificates, samplePath } from '../gitlab/support';
import { accept, choose, leave, type Reaction, type as typing } from '../../support/scriptedUi';
import { tempFolder, type TempFolder } from '../../support/tempFolder';
import { openWindow, type TestWindow } from './window';

describe('setting up a project by command', () => {
  let there: SampleWorld;
  let temp: TempFolder;
  let count = 0;
  beforeAll(async () => {
    process.env['GIT_CONFIG_GLOBAL'] = devNull;
    [there, temp] = await Promise.all([withSample(), tempFolder()]);
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await temp[Symbol.asyncDispose]();
    await removeCertificates();
  });

  /** A window that is signed in, on a repository of its own unless told otherwise. */
  async function window(repository = true): Promise<TestWindow> {
    const { gitlab } = there;
    const folder = join(temp.path, `work-${++count}`);
    if (repository) {
      await git(gitlab, ['init', '--quiet', folder]);
      await writeFile(join(folder, 'train.py'), 'RANDOM_SEED = 42\n');
      await git(gitlab, ['add', '.'], { cwd: folder });
      await git(gitlab, ['commit', '--quiet', '-m', 'Begin'], { cwd: folder });
    }
    const editor = openWindow({
      home: temp.path,
      ...(repository ? { folder } : {}),
      settings: {
        caFile: gitlab.caFile,
        gitlabUrl: gitlab.url,
        importUrl: `${gitlab.url}/${samplePath}.git`,
      },
    });
    await editor.accounts.add(gitlab.url, { kind: 'token', token: gitlab.tokens['anna']! }, never);
    await editor.gitlab.signedIn(gitlab.url, 'anna');
    return editor;
  }
  const folderOf = (): string => join(temp.path, `work-${count}`);
  const projects = (): string[] => there.gitlab.world.tables.projects.map(({ path }) => path);

  it('imports what the settings suggest and connects the open folder', async () => {
    using editor = await window();
    editor.ui.will(
      ['Set up GitLab project', choose('Import from a URL')],
      ['Import project (1/2)', typing('git@github.com:a/b.git')],
      ['Import project (1/2)', typing(`https://anna:secret@example.com/a.git`)],
      ['Import project (1/2)', accept],
      ['Import project (2/2)', typing('two words')],
      ['Import project (2/2)', accept],
    );
    await editor.commands['mlops.project.setUp']();
    expect(editor.ui.refused).toEqual([
      'Type a whole address that begins with https://.',
      'Leave the password out: it would be kept in GitLab.',
      'Letters, digits, dots, dashes and underscores.',
    ]);
    expect(editor.gitlab.current?.projectPath).toBe('anna/gitlab-mlflow');
    const remotes = await git(there.gitlab, ['remote', '-v'], { cwd: folderOf() });
    expect(remotes.out).toContain(`origin\t${there.gitlab.url}/anna/gitlab-mlflow.git (fetch)`);
    expect(remotes.out).not.toContain('glpat');
    expect(editor.ui.messages).toEqual([
      '"anna/gitlab-mlflow" is set up: access token, CI/CD variables and SSH key are in place.',
    ]);
    expect(editor.ui.told[0]?.actions.map(({ label }) => label)).toEqual([
      'New Experiment Branch',
      'Open in Browser',
    ]);
    await editor.commands['mlops.project.open']();
    expect(editor.ui.opened).toEqual([`${there.gitlab.url}/anna/gitlab-mlflow`]);
  });

  it('pushes the open folder', async () => {
    using editor = await window();
    editor.ui.will(
      ['Set up GitLab project', choose('Push the open folder')],
      ['Push the open folder', typing('pushed')],
    );
    await editor.commands['mlops.project.setUp']();
    const client = await editor.gitlab.client();
    const { id } = await editor.gitlab.project(never);
    const file = await client.repository.file(id, 'train.py', 'main', never);
    expect(Buffer.from(file?.content ?? []).toString()).toBe('RANDOM_SEED = 42\n');
  });

  it('takes a project that is there, and leaves a remote alone that points elsewhere', async () => {
    using editor = await window();
    await git(there.gitlab, ['remote', 'add', 'origin', 'https://example.com/mine.git'], {
      cwd: folderOf(),
    });
    editor.ui.will(
      ['Set up GitLab project', choose('Use a project that is there')],
      ['Choose the project', choose('Credit scoring')],
    );
    await editor.commands['mlops.project.setUp']();
    expect(editor.gitlab.current?.projectPath).toBe(samplePath);
    const remotes = await git(there.gitlab, ['remote', '-v'], { cwd: folderOf() });
    expect(remotes.out).toContain('origin\thttps://example.com/mine.git (push)');
    expect(remotes.out).toContain(`gitlab\t${there.gitlab.url}/${samplePath}.git (push)`);
  });

  it('offers nothing to push where no folder is open', async () => {
    using editor = await window(false);
    editor.ui.will(['Set up GitLab project', choose('Push the open folder')]);
    await expect(editor.commands['mlops.project.setUp']()).rejects.toThrow('offers only');
  });

  it.each<[string, [string, Reaction][]]>([
    ['where the code comes from', [['Set up GitLab project', leave]]],
    [
      'the address',
      [
        ['Set up GitLab project', choose('Import from a URL')],
        ['Import project (1/2)', leave],
      ],
    ],
    [
      'the name',
      [
        ['Set up GitLab project', choose('Import from a URL')],
        ['Import project (1/2)', accept],
        ['Import project (2/2)', leave],
      ],
    ],
    [
      'the name of what is pushed',
      [
        ['Set up GitLab project', choose('Push the open folder')],
        ['Push the open folder', leave],
      ],
    ],
  ])('makes nothing when one leaves at: %s', async (_at, script) => {
    using editor = await window();
    const before = projects();
    editor.ui.will(...script);
    await editor.commands['mlops.project.setUp']();
    expect([projects(), editor.gitlab.current?.projectPath, editor.ui.unused]).toEqual([
      before,
      undefined,
      [],
    ]);
  });

  it('can be cancelled on the way, and goes on at a repeat', async () => {
    using editor = await window();
    const script: [string, Reaction][] = [
      ['Set up GitLab project', choose('Import from a URL')],
      ['Import project (1/2)', accept],
      ['Import project (2/2)', typing('cancelled')],
    ];
    there.gitlab.faults.add({
      service: 'gitlab',
      match: 'POST */access_tokens',
      fault: { kind: 'hang' },
    });
    editor.ui.cancelAt = 'Setting up';
    editor.ui.will(...script);
    await expect(editor.commands['mlops.project.setUp']()).rejects.toMatchObject({
      kind: 'cancelled',
    });
    there.gitlab.faults.clear();
    expect(editor.gitlab.current?.projectPath).toBeUndefined();
    editor.ui.cancelAt = undefined;
    editor.ui.will(['Set up GitLab project', choose('Go on with “cancelled”')]);
    await editor.commands['mlops.project.setUp']();
    expect(editor.gitlab.current?.projectPath).toBe('anna/cancelled');
    // Done is done: nothing to go on with.
    editor.ui.will(['Set up GitLab project', choose('Go on with “cancelled”')]);
    await expect(editor.commands['mlops.project.setUp']()).rejects.toThrow('offers only');
  });
});
