/** Small facts that survive a reload of the window. Never a secret. */
export interface Memory {
  get(key: string): unknown;
  set(key: string, value: unknown): Promise<void>;
}

export function textFrom(memory: Memory, key: string): string | undefined {
  const value = memory.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
