import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { type MachineFolder } from './folder';

const stateSchema = z.object({
  /** Marks the machine's processes; nobody else has it. */
  mark: z.string(),
  /** True after cloud-init ran: its parts run once per machine. */
  initialised: z.boolean().default(false),
  services: z
    .array(z.object({ name: z.string(), command: z.array(z.string()), enabled: z.boolean() }))
    .default([]),
});
export type MachineState = z.infer<typeof stateSchema>;

/** What a machine remembers; a new one has the runner's service, as if its package were in the image. */
export async function readState(folder: MachineFolder): Promise<MachineState> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(folder.state, 'utf8')));
  } catch {
    return {
      mark: randomUUID(),
      initialised: false,
      services: [
        {
          name: 'gitlab-runner',
          command: [
            'gitlab-runner',
            'run',
            '--config',
            folder.runnerConfig,
            '--working-directory',
            folder.home('gitlab-runner'),
          ],
          enabled: true,
        },
      ],
    };
  }
}

export async function writeState(folder: MachineFolder, state: MachineState): Promise<void> {
  await mkdir(dirname(folder.state), { recursive: true });
  const temporary = `${folder.state}.new`;
  await writeFile(temporary, JSON.stringify(state), { mode: 0o600 });
  await rename(temporary, folder.state);
}
