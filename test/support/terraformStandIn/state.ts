import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';

export interface Kept {
  readonly type: string;
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly tainted?: boolean;
}

export interface State {
  serial: number;
  resources: Record<string, Kept>;
}

const stateFile = 'terraform.tfstate';
const lockFile = '.terraform.tfstate.lock.info';

export async function readState(): Promise<State> {
  if (!existsSync(stateFile)) return { serial: 0, resources: {} };
  return JSON.parse(await readFile(stateFile, 'utf8')) as State;
}

export async function writeState(state: State): Promise<void> {
  state.serial++;
  await writeFile(stateFile, JSON.stringify(state, undefined, 1));
}

export interface LockInfo {
  readonly ID: string;
  readonly Operation: string;
  readonly Who: string;
  readonly Created: string;
}

/** @returns the words of the refusal when somebody has it */
export async function lock(operation: string): Promise<string | undefined> {
  if (existsSync(lockFile)) {
    const held = JSON.parse(await readFile(lockFile, 'utf8')) as LockInfo;
    return [
      'Error message: resource temporarily unavailable',
      'Lock Info:',
      `  ID:        ${held.ID}`,
      `  Path:      ${stateFile}`,
      `  Operation: ${held.Operation}`,
      `  Who:       ${held.Who}`,
      '  Version:   1.11.4',
      `  Created:   ${held.Created}`,
      '  Info:      ',
      '',
      'Terraform acquires a state lock to protect the state from being written',
      'by multiple users at the same time.',
    ].join('\n');
  }
  const info: LockInfo = {
    ID: crypto.randomUUID(),
    Operation: operation,
    Who: `${userInfo().username}@${hostname()}`,
    Created: new Date().toISOString().replace('T', ' ').replace('Z', ' +0000 UTC'),
  };
  await writeFile(lockFile, JSON.stringify(info));
  return undefined;
}

export async function unlock(): Promise<void> {
  await rm(lockFile, { force: true });
}

/** @returns whether there was such a lock */
export async function forceUnlock(id: string): Promise<boolean> {
  if (!existsSync(lockFile)) return false;
  const held = JSON.parse(await readFile(lockFile, 'utf8')) as LockInfo;
  if (held.ID !== id) return false;
  await unlock();
  return true;
}

export function drop(state: State, address: string): void {
  state.resources = Object.fromEntries(
    Object.entries(state.resources).filter(([name]) => name !== address),
  );
}
